-- What places a game in the history of prices?  Grain: one row per game of
-- the catalogue.
create view agg.price_history_keys as
with

leads as (
    select
        game_id,
        role,
        (array_agg(studio_id order by position, studio_id))[1] as studio_id
    from core.game_studios
    group by game_id, role
),

extras as (
    select game_specs.game_id
    from core.game_specs
    inner join core.specs using (spec_id)
    where specs.name = 'Downloadable Content'
)

select
    games.game_id,
    row_number() over (
        order by
            coalesce(
                games.released_on, make_date(games.release_year, 1, 1)
            ) asc nulls last,
            games.game_id asc
    ) as place,
    games.price_usd,
    developers.studio_id as developer_id,
    publishers.studio_id as publisher_id,
    agg.series_key(names.search_text) as series,
    extras.game_id is not null as is_extra
from core.games
inner join agg.names_by_game as names using (game_id)
-- the store may name no studio
left join leads as developers
    on
        games.game_id = developers.game_id
        and developers.role = 'developer'
left join leads as publishers
    on
        games.game_id = publishers.game_id
        and publishers.role = 'publisher'
left join extras on games.game_id = extras.game_id
where games.is_in_catalogue;

comment on view agg.price_history_keys is
'What places a game in the history of prices; one row per game of the '
'catalogue.';
comment on column agg.price_history_keys.game_id is
'The game.';
comment on column agg.price_history_keys.place is
'Place by day of release (1 January where only the year is known), then by '
'id; games of unknown year come last. What is earlier has a lower place.';
comment on column agg.price_history_keys.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.price_history_keys.developer_id is
'The first developer that the store names.';
comment on column agg.price_history_keys.publisher_id is
'The first publisher that the store names.';
comment on column agg.price_history_keys.series is
'The first two words of its name.';
comment on column agg.price_history_keys.is_extra is
'Downloadable content of another game.';
