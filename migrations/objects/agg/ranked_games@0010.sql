-- Which games does somebody with this library want?  Those for which the
-- library speaks; then what most own, where these are too few; at the end as
-- many newcomers as are asked for.
create function agg.ranked_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_method agg.recommendation_method,
    p_filters agg.recommendation_filters,
    p_count integer,
    p_diversity double precision,
    p_newcomers integer
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    millionths bigint,
    users_count bigint,
    origin text
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    newcomers as materialized (
        select found.*
        from
            agg.top_scored_games(
                p_games, p_minutes, p_goal, 'newcomers', p_filters, '{}',
                least(p_newcomers, p_count)
            ) as found
        where p_newcomers > 0
    ),

    room as materialized (
        select
            p_count - count(*) as size,
            coalesce(array_agg(newcomers.game_id), '{}') as taken
        from newcomers
    ),

    picked as materialized (
        select found.*
        from room
        cross join
            lateral agg.reranked_games(
                p_games, p_minutes, p_goal, p_method::text, p_filters,
                room.taken, room.size, p_diversity
            ) as found
    ),

    gaps as materialized (
        select
            room.size - count(picked.game_id) as size,
            room.taken || array_agg(picked.game_id) as taken
        from room
        left join picked on true
        group by room.size, room.taken
    ),

    popular as (
        select found.*
        from gaps
        cross join
            lateral agg.popular_games(
                p_games, p_minutes, p_goal, p_method::text, p_filters,
                gaps.taken, gaps.size
            ) as found
        where gaps.size > 0
    ),

    chosen as (
        select
            1 as step,
            p_method::text as origin,
            picked.*
        from picked
        union all
        select
            2 as step,
            'popularity' as origin,
            popular.*,
            0 as millionths,
            null as users_count
        from popular
        union all
        select
            3 as step,
            'newcomers' as origin,
            newcomers.*
        from newcomers
    )

    select
        row_number() over (
            order by chosen.step asc, chosen.place asc
        ) as place,
        chosen.game_id,
        chosen.game,
        chosen.millionths,
        chosen.users_count,
        chosen.origin
    from chosen;
end;

comment on function agg.ranked_games(
    bigint[],
    integer[],
    text,
    agg.recommendation_method,
    agg.recommendation_filters,
    integer,
    double precision, integer
) is
'Games for a library, and what found each: ''weights'', ''users'' or '
'''content'', ''popularity'' or ''newcomers''.';
