-- Which games do most own, of those that pass filters, are not in a library,
-- and of which its games say nothing, or as much for as against?
create function agg.popular_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_way text,
    p_filters agg.recommendation_filters,
    p_excluded bigint[],
    p_count bigint
)
returns table (place bigint, game_id bigint, game text)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    left_out as (
        select scores.game_id
        from
            agg.library_scores(p_games, p_minutes, p_goal, p_way)
                as scores
        where scores.millionths <> 0
        union all
        select held.game_id
        from unnest(p_games || p_excluded) as held (game_id)
    )

    select
        row_number() over (
            order by games.popularity_rank asc, games.game_id asc
        ) as place,
        games.game_id,
        offered.game
    from core.recommendation_games as games
    inner join agg.filtered_games(p_filters) as offered using (game_id)
    where
        games.model_id = (
            select published.model_id
            from agg.published_model as published
        )
        and games.game_id not in (
            select left_out.game_id from left_out
            where left_out.game_id is not null
        )
    order by games.popularity_rank asc, games.game_id asc
    limit p_count;
end;

comment on function agg.popular_games(
    bigint[],
    integer[],
    text,
    text,
    agg.recommendation_filters,
    bigint[],
    bigint
) is
'The games with most owners of which a library says nothing, but for some.';
