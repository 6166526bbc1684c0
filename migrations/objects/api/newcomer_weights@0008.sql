-- What does a game in a library say of a game that few own?  Grain: one row
-- per (game, newcomer) of the published model.
create view api.newcomer_weights as
select
    model_id,
    game_id,
    recommended_game_id,
    weight
from core.newcomer_weights
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.newcomer_weights is
'What a game in a library says of a newcomer in the published model; one '
'row per (game, newcomer).';
comment on column api.newcomer_weights.model_id is
'The model.';
comment on column api.newcomer_weights.game_id is
'The game in the library.';
comment on column api.newcomer_weights.recommended_game_id is
'The newcomer that it speaks for.';
comment on column api.newcomer_weights.weight is
'How much, in thousandths.';
