-- What places a game in the history of prices?  Grain: one row per game of
-- the catalogue.
create view agg.price_subjects as
with

leads as (
    select
        game_id,
        role,
        (array_agg(studio_id order by position, studio_id))[1] as studio_id
    from core.game_studios
    group by game_id, role
)

select
    details.game_id,
    row_number() over (
        order by details.released_from asc nulls last, details.game_id asc
    ) as place,
    details.price_usd,
    developers.studio_id as developer_id,
    publishers.studio_id as publisher_id,
    agg.price_series(details.search_text) as series,
    'Downloadable Content' = any(details.specs) as is_extra
from agg.details_by_game as details
-- the store may name no studio
left join leads as developers
    on
        details.game_id = developers.game_id
        and developers.role = 'developer'
left join leads as publishers
    on
        details.game_id = publishers.game_id
        and publishers.role = 'publisher'
where details.is_in_catalogue;

comment on view agg.price_subjects is
'What places a game in the history of prices; one row per game of the '
'catalogue.';
comment on column agg.price_subjects.game_id is
'The game.';
comment on column agg.price_subjects.place is
'Place by day of release (1 January where only the year is known), then by '
'id; games of unknown year come last. What is earlier has a lower place.';
comment on column agg.price_subjects.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.price_subjects.developer_id is
'The first developer that the store names.';
comment on column agg.price_subjects.publisher_id is
'The first publisher that the store names.';
comment on column agg.price_subjects.series is
'The first two words of its name.';
comment on column agg.price_subjects.is_extra is
'Downloadable content of another game.';
