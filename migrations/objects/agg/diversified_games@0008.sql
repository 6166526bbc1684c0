-- The best games of which none is much like another: maximal marginal
-- relevance.  Each time the one is taken whose score, from 0 for the worst to
-- 1 for the best, less its similarity to what was taken is largest;
-- p_diversity is the weight of the similarity, 0 to 1.
create function agg.diversified_games(
    p_games bigint[],
    p_millionths bigint[],
    p_count bigint,
    p_diversity double precision
)
returns table (place bigint, game_id bigint)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with recursive

    ends as (
        select p_millionths[cardinality(p_millionths)] as worst
    ),

    candidates as materialized (
        select
            given.game_id,
            given.place,
            (1 - p_diversity) * (given.score - ends.worst)
            / greatest(p_millionths[1] - ends.worst, 1) as worth
        from
            unnest(p_games, p_millionths)
            with ordinality as given (game_id, score, place)
        cross join ends
    ),

    listed as (
        select
            lists.game_id as game_a,
            listed.game_id as game_b,
            listed.score
        from agg.published_model
        inner join core.game_similarities as lists using (model_id)
        cross join
            lateral unnest(lists.similar_game_ids, lists.scores)
                as listed (game_id, score)
        where
            lists.game_id = any(p_games)
            and listed.game_id = any(p_games)
    ),

    likeness as materialized (
        select
            both_ways.game_a,
            both_ways.game_b,
            p_diversity * max(both_ways.score) as penalty
        from (
            select
                listed.game_a,
                listed.game_b,
                listed.score
            from listed
            union all
            select
                listed.game_b,
                listed.game_a,
                listed.score
            from listed
        ) as both_ways
        group by both_ways.game_a, both_ways.game_b
    ),

    taken as (
        select
            1::bigint as place,
            p_games[1] as game_id,
            p_games[:1] as so_far
        union all
        select
            taken.place + 1 as place,
            pick.game_id,
            taken.so_far || pick.game_id as so_far
        from taken
        cross join
            lateral (
                select candidates.game_id
                from candidates
                left join likeness
                    on
                        candidates.game_id = likeness.game_a
                        and likeness.game_b = any(taken.so_far)
                where candidates.game_id <> all(taken.so_far)
                group by candidates.game_id, candidates.worth, candidates.place
                order by
                    candidates.worth - coalesce(max(likeness.penalty), 0) desc,
                    candidates.place asc
                limit 1
            ) as pick
        where taken.place < p_count
    )

    select
        taken.place,
        taken.game_id
    from taken
    where taken.game_id is not null;
end;

comment on function agg.diversified_games(
    bigint[], bigint[], bigint, double precision
) is
'The best of ranked games of which none is much like another.';
