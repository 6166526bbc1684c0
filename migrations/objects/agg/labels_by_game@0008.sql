-- What is a game labelled with, in one row?  Grain: one row per game.
create view agg.labels_by_game as
with

genres_of as (
    select
        game_genres.game_id,
        array_agg(genres.name order by game_genres.position) as names,
        array_agg(genres.genre_id) as ids
    from core.game_genres
    inner join core.genres using (genre_id)
    group by game_genres.game_id
),

tags_of as (
    select
        game_tags.game_id,
        array_agg(tags.name order by game_tags.position) as names,
        array_agg(tags.tag_id) as ids
    from core.game_tags
    inner join core.tags using (tag_id)
    group by game_tags.game_id
),

specs_of as (
    select
        game_specs.game_id,
        array_agg(specs.name order by game_specs.position) as names,
        array_agg(specs.spec_id) as ids
    from core.game_specs
    inner join core.specs using (spec_id)
    group by game_specs.game_id
),

developers_of as (
    select
        game_studios.game_id,
        array_agg(studios.name order by game_studios.position) as names,
        array_agg(studios.studio_id) as ids
    from core.game_studios
    inner join core.studios using (studio_id)
    where game_studios.role = 'developer'
    group by game_studios.game_id
),

publishers_of as (
    select
        game_studios.game_id,
        array_agg(studios.name order by game_studios.position) as names,
        array_agg(studios.studio_id) as ids
    from core.game_studios
    inner join core.studios using (studio_id)
    where game_studios.role = 'publisher'
    group by game_studios.game_id
)

select
    games.game_id,
    coalesce(genres_of.names, '{}') as genres,
    coalesce(tags_of.names, '{}') as tags,
    coalesce(specs_of.names, '{}') as specs,
    coalesce(developers_of.names, '{}') as developers,
    coalesce(publishers_of.names, '{}') as publishers,
    coalesce(genres_of.ids, '{}') as genre_ids,
    coalesce(tags_of.ids, '{}') as tag_ids,
    coalesce(specs_of.ids, '{}') as spec_ids,
    coalesce(developers_of.ids, '{}') as developer_ids,
    coalesce(publishers_of.ids, '{}') as publisher_ids
from core.games
-- a game may lack labels of any kind
left join genres_of using (game_id)
left join tags_of using (game_id)
left join specs_of using (game_id)
left join developers_of using (game_id)
left join publishers_of using (game_id);

comment on view agg.labels_by_game is
'Labels of a game as lists; one row per game.';
comment on column agg.labels_by_game.game_id is
'The game.';
comment on column agg.labels_by_game.genres is
'Genres, in the store''s order.';
comment on column agg.labels_by_game.tags is
'Tags, most given first.';
comment on column agg.labels_by_game.specs is
'Features, in the store''s order.';
comment on column agg.labels_by_game.developers is
'Developers, as credited.';
comment on column agg.labels_by_game.publishers is
'Publishers, as credited.';
comment on column agg.labels_by_game.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.labels_by_game.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.labels_by_game.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.labels_by_game.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.labels_by_game.publisher_ids is
'Keys of the publishers, to filter by.';
