-- Which games does somebody with these games want?  Of a game that is named
-- twice the longer playtime counts.
create function api.recommended_games_for(
    p_games bigint[],
    p_minutes integer[] default null,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0,
    p_genres text[] default null,
    p_genres_any text[] default null,
    p_genres_none text[] default null,
    p_tags text[] default null,
    p_tags_any text[] default null,
    p_tags_none text[] default null,
    p_exclude bigint[] default null,
    p_extras boolean default true,
    p_per_series integer default null,
    p_not_interested bigint[] default null,
    p_balance double precision default null
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    source text,
    reasons json
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    library as materialized (
        select
            coalesce(array_agg(held.game_id), '{}') as games,
            array_agg(held.minutes) as minutes
        from (
            select
                given.game_id,
                max(given.minutes) as minutes
            from unnest(p_games, p_minutes) as given (game_id, minutes)
            inner join core.games using (game_id)
            where
                given.game_id <> all(coalesce(p_not_interested, '{}'))
            group by given.game_id
        ) as held
    )

    select
        found.place,
        found.game_id,
        found.game,
        found.score,
        found.origin,
        found.reasons
    from library
    cross join
        lateral agg.recommended_games(
            library.games,
            library.minutes,
            agg.play_thousandths(p_goal, p_balance),
            agg.used_method(p_method),
            agg.game_filters(
                p_year_from,
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue,
                p_extras,
                array_remove(array_append(p_genres, p_genre), null),
                p_genres_any,
                p_genres_none,
                p_tags,
                p_tags_any,
                p_tags_none,
                array_cat(
                    p_exclude, agg.game_editions(p_not_interested)
                ),
                p_per_series
            ),
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    order by found.place asc;
end;

comment on function api.recommended_games_for(
    bigint[], integer[], integer, text, text, integer, text, numeric, boolean,
    boolean, boolean, double precision, integer, text[], text[], text[],
    text[], text[], text[], bigint[], boolean, integer, bigint[],
    double precision
) is
'Games for somebody who has these games, played for so many minutes each, '
'with the reasons; unknown games count for nothing. The other arguments are '
'those of recommended_games().';
