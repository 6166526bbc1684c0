-- What is a game labelled with, in one row?  Grain: one row per game.
create view agg.labels_by_game_definition as
with

labels as (
    select
        game_genres.game_id,
        'genre' as kind,
        game_genres.position as place,
        genres.name,
        genres.genre_id as label_id
    from core.game_genres
    inner join core.genres using (genre_id)
    union all
    select
        game_tags.game_id,
        'tag' as kind,
        game_tags.position as place,
        tags.name,
        tags.tag_id as label_id
    from core.game_tags
    inner join core.tags using (tag_id)
    union all
    select
        game_specs.game_id,
        'spec' as kind,
        game_specs.position as place,
        specs.name,
        specs.spec_id as label_id
    from core.game_specs
    inner join core.specs using (spec_id)
    union all
    select
        game_studios.game_id,
        game_studios.role as kind,
        game_studios.position as place,
        studios.name,
        studios.studio_id as label_id
    from core.game_studios
    inner join core.studios using (studio_id)
    union all
    -- a game may lack labels of any kind
    select
        games.game_id,
        null as kind,
        null::smallint as place,
        null as name,
        null::integer as label_id
    from core.games
)

select
    game_id,
    coalesce(
        array_agg(name order by place) filter (where kind = 'genre'),
        '{}'
    ) as genres,
    coalesce(
        array_agg(name order by place) filter (where kind = 'tag'),
        '{}'
    ) as tags,
    coalesce(
        array_agg(name order by place) filter (where kind = 'spec'),
        '{}'
    ) as specs,
    coalesce(
        array_agg(name order by place) filter (where kind = 'developer'),
        '{}'
    ) as developers,
    coalesce(
        array_agg(name order by place) filter (where kind = 'publisher'),
        '{}'
    ) as publishers,
    coalesce(
        array_agg(label_id order by place) filter (where kind = 'genre'),
        '{}'
    ) as genre_ids,
    coalesce(
        array_agg(label_id order by place) filter (where kind = 'tag'),
        '{}'
    ) as tag_ids,
    coalesce(
        array_agg(label_id order by place) filter (where kind = 'spec'),
        '{}'
    ) as spec_ids,
    coalesce(
        array_agg(label_id order by place) filter (where kind = 'developer'),
        '{}'
    ) as developer_ids,
    coalesce(
        array_agg(label_id order by place) filter (where kind = 'publisher'),
        '{}'
    ) as publisher_ids
from labels
group by game_id;

comment on view agg.labels_by_game_definition is
'Labels of a game as lists; one row per game.';
comment on column agg.labels_by_game_definition.game_id is
'The game.';
comment on column agg.labels_by_game_definition.genres is
'Genres, in the store''s order.';
comment on column agg.labels_by_game_definition.tags is
'Tags, most given first.';
comment on column agg.labels_by_game_definition.specs is
'Features, in the store''s order.';
comment on column agg.labels_by_game_definition.developers is
'Developers, as credited.';
comment on column agg.labels_by_game_definition.publishers is
'Publishers, as credited.';
comment on column agg.labels_by_game_definition.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.labels_by_game_definition.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.labels_by_game_definition.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.labels_by_game_definition.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.labels_by_game_definition.publisher_ids is
'Keys of the publishers, to filter by.';
