-- What is a game another id, an extra or a part of?  Grain: one row per game
-- of the published model of which there is something to say.
create view api.game_variants as
select
    model_id,
    game_id,
    main_game_id,
    speaking_game_id,
    is_extra,
    series_id
from core.game_variants
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.game_variants is
'What a game is another id, an extra or a part of in the published model; one '
'row per game of which there is something to say.';
comment on column api.game_variants.model_id is
'The model.';
comment on column api.game_variants.game_id is
'The game.';
comment on column api.game_variants.main_game_id is
'The id that stands for it in lists: its own, or that of another edition.';
comment on column api.game_variants.speaking_game_id is
'Whose owners speak for it: its own, an edition''s or a test app''s; null for '
'nobody.';
comment on column api.game_variants.is_extra is
'Downloadable content, a soundtrack, a demo, a test app, a tool or a film: no '
'game.';
comment on column api.game_variants.series_id is
'The series, by its title; null for a game alone.';
