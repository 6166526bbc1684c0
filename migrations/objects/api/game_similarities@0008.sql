-- Which games are similar to a game?  Grain: one row per (game, rank) of the
-- published model.
create view api.game_similarities as
select
    lists.model_id,
    lists.game_id,
    listed.rank,
    listed.similar_game_id,
    listed.score,
    listed.players_share,
    round(1 - listed.players_share::numeric, 4)::real as content_share
from core.game_similarities as lists
cross join
    lateral unnest(
        lists.similar_game_ids, lists.scores, lists.players_shares
    ) with ordinality
        as listed (similar_game_id, score, players_share, rank)
where
    lists.model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.game_similarities is
'Games most similar to a game in the published model; one row per (game, '
'rank).';
comment on column api.game_similarities.model_id is
'The model.';
comment on column api.game_similarities.game_id is
'The game.';
comment on column api.game_similarities.rank is
'Place, from 1 to 50.';
comment on column api.game_similarities.similar_game_id is
'The similar game.';
comment on column api.game_similarities.score is
'How similar, 0 to 1.';
comment on column api.game_similarities.players_share is
'Part of the score due to common players; the two parts add up to 1.';
comment on column api.game_similarities.content_share is
'Part of the score due to what the games are.';
