-- Which games does somebody with this library want?  The best by a method; at
-- the end as many newcomers as are asked for.
create function agg.ranked_games(
    p_games bigint[],
    p_minutes integer[],
    p_play integer,
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

    -- an edition that speaks for a game of the library is that game
    same as materialized (
        select coalesce(array_agg(speaking.game_id), '{}') as games
        from agg.speaking_games(p_games, p_minutes) as speaking
        where speaking.is_same and speaking.game_id <> speaking.held_game_id
    ),

    newcomers as materialized (
        select found.*
        from same
        cross join
            lateral agg.top_scored_games(
                p_games, p_minutes, p_play, 'newcomers', p_filters, same.games,
                least(p_newcomers, p_count)
            ) as found
        where p_newcomers > 0
    ),

    room as materialized (
        select
            p_count - count(newcomers.game_id) as size,
            same.games || coalesce(
                array_agg(newcomers.game_id) filter (
                    where newcomers.game_id is not null
                ),
                '{}'
            ) as taken
        from same
        left join newcomers on true
        group by same.games
    ),

    picked as materialized (
        select found.*
        from room
        cross join
            lateral agg.reranked_games(
                p_games, p_minutes, p_play, p_method::text, p_filters,
                room.taken, room.size, p_diversity
            ) as found
    ),

    chosen as (
        select
            1 as step,
            case
                when picked.is_spoken_for then p_method::text
                else 'popularity'
            end as origin,
            picked.*
        from picked
        union all
        select
            2 as step,
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
    integer,
    agg.recommendation_method,
    agg.recommendation_filters,
    integer,
    double precision, integer
) is
'Games for a library, and what found each: ''weights'', ''users'' or '
'''content'', ''popularity'' or ''newcomers''.';
