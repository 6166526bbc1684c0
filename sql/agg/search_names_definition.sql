-- What may a search find?  Grain: one row per (kind, id).
create view agg.search_names_definition as
with

names as (
    select
        'game' as kind,
        names.game_id::text as id,
        names.name,
        names.search_text as known_text,
        popularity.popularity,
        names.game_id::text as held_id,
        names.game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
    from agg.names_by_game as names
    inner join agg.popularity_by_game as popularity using (game_id)
    union all
    select
        'studio' as kind,
        studios.name as id,
        studios.name,
        null as known_text,
        sum(popularity.popularity)::bigint as popularity,
        null as held_id,
        null::bigint as game_id,
        studios.studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
    from core.studios
    inner join core.game_studios using (studio_id)
    inner join agg.popularity_by_game as popularity using (game_id)
    group by studios.studio_id, studios.name
    union all
    select
        'genre' as kind,
        genres.name as id,
        genres.name,
        null as known_text,
        sum(popularity.popularity)::bigint as popularity,
        null as held_id,
        null::bigint as game_id,
        null::integer as studio_id,
        genres.genre_id,
        null::integer as user_key,
        null::integer as title_key,
        null::integer as person_id
    from core.genres
    inner join core.game_genres using (genre_id)
    inner join agg.popularity_by_game as popularity using (game_id)
    group by genres.genre_id, genres.name
    union all
    select
        'user' as kind,
        users.user_id as id,
        users.user_id as name,
        null as known_text,
        spending.items_count as popularity,
        users.steam_id::text as held_id,
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
        null as known_text,
        (
            select count(*)
            from core.title_credits as credits
            where credits.title_key = titles.title_key
        ) as popularity,
        titles.title_id as held_id,
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
        null as known_text,
        (
            select count(*)
            from core.title_credits as credits
            where credits.person_id = people.person_id
        ) as popularity,
        null as held_id,
        null::bigint as game_id,
        null::integer as studio_id,
        null::integer as genre_id,
        null::integer as user_key,
        null::integer as title_key,
        people.person_id
    from core.people
),

-- functions after "from" are called once, not wherever their result is read
marked as (
    select
        names.*,
        texts.search_text,
        steps.step,
        joined.search_key,
        firsts.initials,
        parts.initials as parted_initials,
        -- an index of words takes none of 2 KB
        case
            when length(texts.search_text) > 200
                then
                    regexp_replace(
                        texts.search_text, '([^ ]{200})[^ ]+', '\1', 'g'
                    )
            else texts.search_text
        end as words
    from names
    cross join
        -- of a game that no file names, 'App' and its id are searched
        lateral coalesce(
            names.known_text, agg.search_text(names.name)
        ) as texts (search_text)
    cross join lateral agg.search_step(names.popularity) as steps (step)
    cross join lateral agg.search_key(texts.search_text) as joined (search_key)
    cross join
        lateral agg.search_initials(
            case when names.kind in ('game', 'title') then texts.search_text end
        ) as firsts (initials)
    cross join
        lateral agg.search_initials(
            case
                when
                    names.kind = 'game'
                    and names.name collate "C" ~ '[a-z][A-Z]'
                    then
                        agg.search_text(
                            regexp_replace(
                                names.name collate "C",
                                '([a-z])([A-Z])',
                                '\1 \2',
                                'g'
                            )
                        )
            end
        ) as parts (initials)
    where texts.search_text is not null
)

select
    kind,
    id,
    name,
    search_text,
    popularity,
    -- Each lexeme begins with the step, and a sign that says what follows:
    -- !  the whole name as one word      :  a word of several
    -- #  the first letters of all words  @  those from any word on: of games
    --    and titles; "RollerCoaster" is two words there
    -- $  an id that people hold; a title's is short as such letters are, so "#"
    -- %  the kind
    -- Words that may be misspelled, all but ids of users, stand there without
    -- the step too, after ".", and so does the name of a game as one word.
    array_to_tsvector(
        array_remove(
            string_to_array(
                step || '%' || kind || ' ' || step || '!' || search_key
                || case
                    when words ~ ' '
                        then replace(' ' || words, ' ', ' ' || step || ':')
                    else ''
                end
                || case
                    when kind = 'user' then ''
                    else replace(' ' || words, ' ', ' .')
                end
                || case when kind = 'game' then ' .' || search_key else '' end
                || coalesce(
                    ' ' || step
                    || case kind when 'title' then '#' else '$' end || held_id,
                    ''
                )
                || coalesce(
                    ' ' || step || '#' || initials
                    || (
                        -- two to eight letters are typed
                        select
                            coalesce(
                                string_agg(
                                    ' ' || step || '@'
                                    || substr(initials, places.place, 8),
                                    ''
                                ),
                                ''
                            )
                        from
                            generate_series(1, length(initials) - 1)
                                as places (place)
                    ),
                    ''
                )
                || coalesce(
                    ' ' || step || '#' || parted_initials
                    || ' ' || step || '@' || left(parted_initials, 8),
                    ''
                ),
                ' '
            ),
            null
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
'Players and reviews of the game or of the games; for a user, games owned; for '
'a title, people credited; for a person, credits.';
comment on column agg.search_names_definition.words is
'What the name is found by: its words, letters and initials, each after '
'agg.search_step().';
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
