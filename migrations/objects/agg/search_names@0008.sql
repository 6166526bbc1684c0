-- What may a search find?  Grain: one row per (kind, id).
create materialized view agg.search_names as
with

names as (
    select
        'game' as kind,
        names.game_id::text as id,
        names.name,
        -- of a game that no file names, 'App' and its id are searched too
        coalesce(
            names.search_text, agg.search_text(names.name)
        ) as search_text,
        coalesce(played.owners_count, 0) as popularity
    from agg.names_by_game as names
    -- a game may be in no library
    left join agg.playtime_by_game as played using (game_id)
    union all
    select
        'studio' as kind,
        studios.name as id,
        studios.name,
        agg.search_text(studios.name) as search_text,
        coalesce(sum(played.owners_count), 0)::bigint as popularity
    from core.studios
    inner join core.game_studios using (studio_id)
    -- the games of a studio may be in no library
    left join agg.playtime_by_game as played using (game_id)
    group by studios.studio_id, studios.name
    union all
    select
        'genre' as kind,
        genres.name as id,
        genres.name,
        agg.search_text(genres.name) as search_text,
        coalesce(sum(played.owners_count), 0)::bigint as popularity
    from core.genres
    inner join core.game_genres using (genre_id)
    left join agg.playtime_by_game as played using (game_id)
    group by genres.genre_id, genres.name
    union all
    select
        'user' as kind,
        users.user_id as id,
        users.user_id as name,
        agg.search_text(users.user_id) as search_text,
        spending.items_count as popularity
    from core.users
    inner join agg.spending_by_user as spending using (user_key)
),

marked as (
    select
        names.*,
        agg.search_bucket(kind, popularity) as mark
    from names
    where search_text is not null
)

select
    kind,
    id,
    name,
    search_text,
    popularity,
    array_to_tsvector(
        string_to_array(
            mark || '=' || replace(search_text, ' ', ' ' || mark || ':'), ' '
        )
    ) as words
from marked
with no data;

create unique index uq_search_names_kind_id
on agg.search_names (kind, id);
create index ix_search_names_words
on agg.search_names using gin (words);
create index ix_search_names_search_text
on agg.search_names using gin (search_text gin_trgm_ops)
where kind <> 'user';
create index ix_search_names_user
on agg.search_names (search_text collate "C")
where kind = 'user';

comment on materialized view agg.search_names is
'Names of games, studios, genres and users, with how popular they are; one '
'row per (kind, id).';
comment on column agg.search_names.kind is
'''game'', ''studio'', ''genre'' or ''user''.';
comment on column agg.search_names.id is
'The game''s id, else the name itself.';
comment on column agg.search_names.name is
'The name.';
comment on column agg.search_names.search_text is
'The name as a search compares it.';
comment on column agg.search_names.popularity is
'Owners of the game or of the games; for a user, games owned.';
comment on column agg.search_names.words is
'The words of search_text, each after agg.search_bucket() and "=" (the first) '
'or ":", to find beginnings of words by.';
