-- What may a search find?  Grain: one row per (kind, id).
create view agg.search_names_definition as
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
        coalesce(played.owners_count, 0) as popularity,
        names.game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
    from agg.names_by_game as names
    -- a game may be in no library
    left join agg.playtime_by_game as played using (game_id)
    union all
    select
        'studio' as kind,
        studios.name as id,
        studios.name,
        agg.search_text(studios.name) as search_text,
        coalesce(sum(played.owners_count), 0)::bigint as popularity,
        null::bigint as game_id,
        studios.studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
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
        coalesce(sum(played.owners_count), 0)::bigint as popularity,
        null::bigint as game_id,
        null::integer as studio_id,
        genres.genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
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
        spending.items_count as popularity,
        null::bigint as game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        users.user_key,
        null::integer as title_key,
        null::integer as person_id
    from core.users
    inner join agg.spending_by_user as spending using (user_key)
    union all
    select
        'title' as kind,
        titles.title_id as id,
        titles.name,
        agg.search_text(titles.name) as search_text,
        (
            select count(*)
            from core.title_credits as credits
            where credits.title_key = titles.title_key
        ) as popularity,
        null::bigint as game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        titles.title_key,
        null::integer as person_id
    from core.titles
    union all
    select
        'person' as kind,
        people.person_id::text as id,
        people.name,
        agg.search_text(people.name) as search_text,
        (
            select count(*)
            from core.title_credits as credits
            where credits.person_id = people.person_id
        ) as popularity,
        null::bigint as game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        people.person_id
    from core.people
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
    ) as words,
    game_id,
    studio_id,
    genre_id,
    user_key,
    title_key,
    person_id
from marked;

comment on view agg.search_names_definition is
'Names of games, studios, genres, users, titles and people, with how popular '
'they are; one row per (kind, id).';
comment on column agg.search_names_definition.kind is
'''game'', ''studio'', ''genre'', ''user'', ''title'' or ''person''.';
comment on column agg.search_names_definition.id is
'The id of a game, title or person, else the name itself.';
comment on column agg.search_names_definition.name is
'The name.';
comment on column agg.search_names_definition.search_text is
'The name as a search compares it.';
comment on column agg.search_names_definition.popularity is
'Owners of the game or of the games; for a user, games owned; for a title, '
'people credited; for a person, credits.';
comment on column agg.search_names_definition.words is
'The words of search_text, each after agg.search_bucket() and "=" (the first) '
'or ":", to find beginnings of words by.';
comment on column agg.search_names_definition.game_id is
'The game, of a game''s name.';
comment on column agg.search_names_definition.studio_id is
'The studio, of a studio''s.';
comment on column agg.search_names_definition.genre_id is
'The genre, of a genre''s.';
comment on column agg.search_names_definition.user_key is
'The user, of a user''s.';
comment on column agg.search_names_definition.title_key is
'The title, of a title''s.';
comment on column agg.search_names_definition.person_id is
'The person, of a person''s.';
