-- Which games have a value of a facet?  A bitmap index: what fits several
-- values is counted by an operation on bits, without reading a game.
-- Grain: one row per facet and value.
create materialized view agg.games_by_facet_value as
with

valued as (
    select
        facts.facet,
        facts.value,
        facts.number,
        places.place
    from core.games
    inner join agg.game_places as places using (game_id)
    cross join
        lateral (
            values
            ('year', games.release_year::text, games.release_year::numeric),
            ('price', games.price_usd::text, games.price_usd),
            ('free', (games.price_usd = 0)::text, null),
            ('early_access', games.is_early_access::text, null),
            ('in_catalogue', games.is_in_catalogue::text, null)
        ) as facts (facet, value, number)
    where facts.value is not null
),

labelled as (
    select
        'genre' as facet,
        links.genre_id as label_id,
        array_agg(places.place) as game_places
    from core.game_genres as links
    inner join agg.game_places as places using (game_id)
    group by links.genre_id
    union all
    select
        'tag' as facet,
        links.tag_id as label_id,
        array_agg(places.place) as game_places
    from core.game_tags as links
    inner join agg.game_places as places using (game_id)
    group by links.tag_id
    union all
    select
        'spec' as facet,
        links.spec_id as label_id,
        array_agg(places.place) as game_places
    from core.game_specs as links
    inner join agg.game_places as places using (game_id)
    group by links.spec_id
),

labels as (
    select
        'genre' as facet,
        genre_id as label_id,
        name,
        name_key
    from core.genres
    union all
    select
        'tag' as facet,
        tag_id as label_id,
        name,
        name_key
    from core.tags
    union all
    select
        'spec' as facet,
        spec_id as label_id,
        name,
        name_key
    from core.specs
),

found as (
    select
        labelled.facet,
        labels.name as value,
        labels.name_key,
        null::numeric as number,
        labelled.game_places
    from labelled
    inner join labels using (facet, label_id)
    union all
    select
        facet,
        value,
        null as name_key,
        number,
        array_agg(place) as game_places
    from valued
    group by facet, value, number
)

select
    facet,
    value,
    name_key,
    number,
    agg.bitmap(
        game_places, (select count(*)::integer from agg.game_places)
    ) as games
from found
with no data;

create unique index uq_games_by_facet_value_facet_value
on agg.games_by_facet_value (facet, value);

comment on materialized view agg.games_by_facet_value is
'Games by facet and value as bitmaps; one row per (facet, value).';
comment on column agg.games_by_facet_value.facet is
'genre, tag, spec, year, price, free, early_access or in_catalogue.';
comment on column agg.games_by_facet_value.value is
'The label''s name, or the value as text.';
comment on column agg.games_by_facet_value.name_key is
'By which a label is found; null of other facets.';
comment on column agg.games_by_facet_value.number is
'The year or the price in US dollars; null of other facets.';
comment on column agg.games_by_facet_value.games is
'A bit for each place of agg.game_places, 1 where the game has the value.';
