-- Which games does a library speak for most, of those that pass filters?  Games
-- are looked at from the best down, and only until there are enough.  Equal
-- scores go by owners, then by id.
create function agg.top_scored_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
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
    users_count bigint
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    ranked as (
        select
            scores.game_id,
            scores.millionths,
            scores.users_count
        from
            agg.library_scores(p_games, p_minutes, p_goal, p_way)
                as scores
        -- by weights a score may well be negative: it is one of log-odds
        where p_way = 'weights' or scores.millionths > 0
        order by scores.millionths desc
        -- what follows must not be asked of each weight before it is summed
        offset 0
    ),

    firsts as (
        select
            ranked.game_id,
            offered.game,
            ranked.millionths,
            ranked.users_count
        from ranked
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        where ranked.game_id <> all(p_excluded)
        order by ranked.millionths desc
        fetch first p_count rows with ties
    )

    select
        row_number() over (
            order by
                firsts.millionths desc,
                games.popularity_rank asc,
                firsts.game_id asc
        ) as place,
        firsts.game_id,
        firsts.game,
        firsts.millionths,
        firsts.users_count
    from firsts
    -- left: a weight may name a game that has no row of its own
    left join core.recommendation_games as games
        on
            firsts.game_id = games.game_id
            and games.model_id = (
                select published.model_id
                from agg.published_model as published
            )
    order by place asc
    limit p_count;
end;

comment on function agg.top_scored_games(
    bigint[],
    integer[],
    text,
    text,
    agg.recommendation_filters,
    bigint[],
    bigint
) is
'The games that a library speaks for most, best first, but for some.';
