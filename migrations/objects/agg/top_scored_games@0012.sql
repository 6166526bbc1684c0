-- Which games are best for a library, of those that pass filters?  By weights
-- every game that the model knows has a score, its bias at least; by another
-- way one of which nothing is said has 0.  Games are looked at from the best
-- down, and only until there are enough.  Equal scores go by owners, then id.
create function agg.top_scored_games(
    p_games bigint[],
    p_minutes integer[],
    p_play integer,
    p_way text,
    p_filters agg.recommendation_filters,
    p_excluded bigint[],
    p_count bigint
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

    scores as (
        select
            scores.game_id,
            scores.millionths,
            scores.users_count
        from agg.library_scores(p_games, p_minutes, p_play, p_way) as scores
        -- by weights a score may well be negative
        where p_way = 'weights' or scores.millionths > 0
        -- what follows must not be asked of each weight before it is summed
        offset 0
    ),

    left_out as materialized (
        select held.game_id
        from unnest(p_games || p_excluded) as held (game_id)
        where held.game_id is not null
    ),

    spoken_for as materialized (
        select
            scores.game_id,
            scores.millionths
            + case
                when p_way = 'weights'
                    then
                        coalesce(
                            agg.game_bias(known, p_play, agg.is_few(p_games)),
                            0
                        )
                else 0
            end as millionths,
            known.popularity_rank,
            scores.users_count,
            true as is_spoken_for
        from scores
        -- left: a weight may name a game that has no row of its own
        left join core.recommendation_games as known
            on
                scores.game_id = known.game_id
                and known.model_id = (
                    select published.model_id
                    from agg.published_model as published
                )
        where
            scores.game_id not in (select left_out.game_id from left_out)
    ),

    others as materialized (
        select found.*
        from
            agg.unspoken_games(
                array(
                    select spoken_for.game_id from spoken_for
                    union all
                    select left_out.game_id from left_out
                ),
                p_play,
                p_way,
                agg.is_few(p_games),
                p_filters,
                -- more of one series than are wanted may come first
                case
                    when (p_filters).per_series is null then p_count
                    else 1000000
                end
            ) as found
        where p_way <> 'newcomers'
    ),

    ranked as (
        select
            spoken_for.game_id,
            spoken_for.millionths,
            spoken_for.popularity_rank,
            spoken_for.users_count,
            spoken_for.is_spoken_for
        from spoken_for
        union all
        select
            others.game_id,
            others.millionths,
            others.popularity_rank,
            null as users_count,
            false as is_spoken_for
        from others
        order by millionths desc
        offset 0
    ),

    firsts as (
        select
            ranked.*,
            offered.game
        from ranked
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        where (p_filters).per_series is null
        order by ranked.millionths desc
        fetch first p_count rows with ties
    ),

    of_series as (
        select
            ranked.*,
            offered.game,
            row_number() over (
                partition by
                    series.series_id,
                    case when series.series_id is null then ranked.game_id end
                order by
                    ranked.millionths desc,
                    ranked.popularity_rank asc,
                    ranked.game_id asc
            ) as place_in_series
        from ranked
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        left join core.game_variants as series
            on
                ranked.game_id = series.game_id
                and series.model_id = (
                    select published.model_id
                    from agg.published_model as published
                )
        where (p_filters).per_series is not null
    ),

    best as (
        select
            firsts.game_id,
            firsts.game,
            firsts.millionths,
            firsts.popularity_rank,
            firsts.users_count,
            firsts.is_spoken_for
        from firsts
        union all
        select
            of_series.game_id,
            of_series.game,
            of_series.millionths,
            of_series.popularity_rank,
            of_series.users_count,
            of_series.is_spoken_for
        from of_series
        where of_series.place_in_series <= (p_filters).per_series
    )

    select
        row_number() over (
            order by
                best.millionths desc,
                best.popularity_rank asc,
                best.game_id asc
        ) as place,
        best.game_id,
        best.game,
        best.millionths,
        best.users_count,
        best.is_spoken_for
    from best
    order by place asc
    limit p_count;
end;

comment on function agg.top_scored_games(
    bigint[],
    integer[],
    integer,
    text,
    agg.recommendation_filters,
    bigint[],
    bigint
) is
'The best games for a library, best first, but for some.';
