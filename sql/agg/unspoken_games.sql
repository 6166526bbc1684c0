-- Which games are best of those that pass filters and of which a library says
-- nothing?  By weights those of the largest bias, else those that most own.
-- The usual ways read an index from its start as far as needed; a few games, or
-- both goals at once, make another order.
create function agg.unspoken_games(
    p_left_out bigint[],
    p_play integer,
    p_way text,
    p_is_few boolean,
    p_filters agg.recommendation_filters,
    p_count bigint
)
returns table (
    game_id bigint, millionths bigint, popularity_rank integer
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    published as materialized (
        select published.model_id
        from agg.published_model as published
    ),

    left_out as materialized (
        select given.game_id
        from unnest(p_left_out) as given (game_id)
    ),

    by_bias as (
        select
            known.game_id,
            known.own_bias,
            known.popularity_rank
        from core.recommendation_games as known
        where
            known.model_id = (select published.model_id from published)
            and p_way = 'weights'
            and p_play = 0
            and not p_is_few
            -- models of older versions have no bias of what nobody owns
            and (known.owners_count > 0 or known.own_bias <> 0)
            and known.game_id not in (select left_out.game_id from left_out)
        order by known.own_bias desc
        offset 0
    ),

    by_owners as (
        select
            known.game_id,
            0::bigint as millionths,
            known.popularity_rank
        from core.recommendation_games as known
        where
            known.model_id = (select published.model_id from published)
            and (p_way <> 'weights' or (p_play = 1000 and not p_is_few))
            and (
                p_way <> 'weights'
                or known.owners_count > 0
                or known.own_bias <> 0
            )
            and known.game_id not in (select left_out.game_id from left_out)
        order by known.popularity_rank asc
        offset 0
    ),

    by_both as (
        select
            known.game_id,
            agg.game_bias(known, p_play, p_is_few) as millionths,
            known.popularity_rank
        from core.recommendation_games as known
        where
            known.model_id = (select published.model_id from published)
            and p_way = 'weights'
            and (p_is_few or p_play not in (0, 1000))
            and (known.owners_count > 0 or known.own_bias <> 0)
            and known.game_id not in (select left_out.game_id from left_out)
        order by millionths desc
        offset 0
    )

    (
        select
            by_bias.game_id,
            by_bias.own_bias * 1000::bigint as millionths,
            by_bias.popularity_rank
        from by_bias
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        order by by_bias.own_bias desc
        fetch first p_count rows with ties
    )
    union all
    (
        select by_owners.*
        from by_owners
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        order by by_owners.popularity_rank asc
        fetch first p_count rows with ties
    )
    union all
    (
        select by_both.*
        from by_both
        inner join agg.filtered_games(p_filters) as offered using (game_id)
        order by by_both.millionths desc
        fetch first p_count rows with ties
    );
end;

comment on function agg.unspoken_games(
    bigint[], integer, text, boolean, agg.recommendation_filters, bigint
) is
'The best games, for any library, but for some; not in any order.';
