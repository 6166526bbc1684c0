-- Which games does the published model know?  Grain: one row per game.
create view api.recommendation_games as
select
    model_id,
    game_id,
    owners_count,
    popularity_rank,
    is_newcomer,
    own_bias,
    play_bias,
    few_bias
from core.recommendation_games
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.recommendation_games is
'Games that the published model knows; one row per game.';
comment on column api.recommendation_games.model_id is
'The model.';
comment on column api.recommendation_games.game_id is
'The game.';
comment on column api.recommendation_games.owners_count is
'Libraries with it, of those that the model learnt from.';
comment on column api.recommendation_games.popularity_rank is
'1 has the most owners.';
comment on column api.recommendation_games.is_newcomer is
'Has too few owners for weights of its own, and is found by newcomer '
'weights.';
comment on column api.recommendation_games.own_bias is
'Added to its score for what will be owned, in thousandths.';
comment on column api.recommendation_games.play_bias is
'Added to its score for what will be played by a library of a few games, in '
'thousandths.';
comment on column api.recommendation_games.few_bias is
'Added to its score for what will be owned by a library of a few games, in '
'thousandths; null as own_bias.';
