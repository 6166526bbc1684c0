-- Which users may be similar to somebody who played these games?  Those who
-- weigh most by the most telling of them: the games that fewest have played,
-- until these have 60,000 players.
create function agg.candidate_neighbours(p_games bigint[], p_minutes integer[])
returns table (user_key integer)
language sql
stable
parallel safe
begin atomic
    with

    telling as (
        select
            players.user_keys,
            players.weights,
            agg.library_weight('play', held.minutes) as weight,
            sum(players.players_count) over (
                order by players.players_count asc, players.game_id asc
            ) - players.players_count as players_before
        from unnest(p_games, p_minutes) as held (game_id, minutes)
        inner join core.recommendation_players as players using (game_id)
        where
            -- of unknown playtime is taken as played
            coalesce(held.minutes, 1) > 0
            and players.model_id = (
                select published.model_id
                from agg.published_model as published
            )
    )

    select listed.user_key
    from telling
    cross join
        lateral unnest(telling.user_keys, telling.weights)
            as listed (user_key, weight)
    where telling.players_before < 60000
    group by listed.user_key
    order by
        sum(telling.weight * listed.weight) desc,
        listed.user_key asc
    limit 100;
end;

comment on function agg.candidate_neighbours(bigint[], integer[]) is
'At most 100 users who share the most telling games of somebody who played '
'these.';
