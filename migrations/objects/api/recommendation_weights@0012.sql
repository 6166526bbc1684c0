-- What does a game in a library say of another?  Grain: one row per (game,
-- other game) of the published model.
create view api.recommendation_weights as
select
    model_id,
    game_id,
    recommended_game_id,
    own_weight,
    play_weight,
    few_weight
from core.recommendation_weights
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.recommendation_weights is
'What a game in a library says of another in the published model; one row '
'per (game, other game).';
comment on column api.recommendation_weights.model_id is
'The model.';
comment on column api.recommendation_weights.game_id is
'The game in the library.';
comment on column api.recommendation_weights.recommended_game_id is
'The game that it speaks for, or against.';
comment on column api.recommendation_weights.own_weight is
'For owning it, in thousandths; below 0 speaks against.';
comment on column api.recommendation_weights.play_weight is
'For playing it, in thousandths; below 0 speaks against.';
comment on column api.recommendation_weights.few_weight is
'For owning it, by a library of a few games, in thousandths; null as '
'own_weight.';
