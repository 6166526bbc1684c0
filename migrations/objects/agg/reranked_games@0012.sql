-- The best games of a library, or the best of which none is much like another.
create function agg.reranked_games(
    p_games bigint[],
    p_minutes integer[],
    p_play integer,
    p_way text,
    p_filters agg.recommendation_filters,
    p_excluded bigint[],
    p_count bigint,
    p_diversity double precision
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    millionths bigint,
    users_count bigint,
    is_spoken_for boolean
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    best as materialized (
        select found.*
        from
            agg.top_scored_games(
                p_games,
                p_minutes,
                p_play,
                p_way,
                p_filters,
                p_excluded,
                case
                    when p_diversity > 0 then greatest(p_count, 100)
                    else p_count
                end
            ) as found
    ),

    lists as materialized (
        select
            array_agg(best.game_id order by best.place) as games,
            array_agg(best.millionths order by best.place) as millionths
        from best
        where p_diversity > 0
    ),

    diverse as (
        select found.*
        from lists
        cross join
            lateral agg.diversified_games(
                lists.games, lists.millionths, p_count, p_diversity
            ) as found
        where lists.games is not null
    )

    select
        best.place,
        best.game_id,
        best.game,
        best.millionths,
        best.users_count,
        best.is_spoken_for
    from best
    where p_diversity <= 0
    union all
    select
        diverse.place,
        diverse.game_id,
        best.game,
        best.millionths,
        best.users_count,
        best.is_spoken_for
    from diverse
    inner join best using (game_id);
end;

comment on function agg.reranked_games(
    bigint[],
    integer[],
    integer,
    text,
    agg.recommendation_filters,
    bigint[],
    bigint,
    double precision
) is
'The best games of a library, the more different from each other the larger '
'p_diversity is, from 0 to 1.';
