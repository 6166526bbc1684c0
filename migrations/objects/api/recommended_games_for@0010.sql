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
    p_newcomers integer default 0
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
            where given.game_id is not null
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
            p_goal,
            agg.used_method(p_method),
            row(
                p_year_from,
                api.name_key(p_genre),
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue
            )::agg.recommendation_filters,
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    order by found.place asc;
end;

comment on function api.recommended_games_for(
    bigint[], integer[], integer, text, text, integer, text, numeric, boolean,
    boolean, boolean, double precision, integer
) is
'Games for somebody who has these games, played for so many minutes each, '
'with the reasons; unknown games count for nothing. The other arguments are '
'those of recommended_games().';
