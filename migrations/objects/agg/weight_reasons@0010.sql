-- Which games of a library speak for the games that were chosen for it?  Of
-- each the three with the largest part in what speaks for it; where that is
-- what the games are, with what they have in common.
create function agg.weight_reasons(
    p_chosen bigint[],
    p_newcomers bigint[],
    p_alike bigint[],
    p_games bigint[],
    p_minutes integer[],
    p_goal text
)
returns table (game_id bigint, reasons json)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    weights as materialized (
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id,
            case p_goal
                when 'own' then weights.own_weight
                else weights.play_weight
            end as weight
        from core.recommendation_weights as weights
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
            and weights.recommended_game_id = any(p_chosen)
        union all
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id,
            weights.weight
        from core.newcomer_weights as weights
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
            and weights.recommended_game_id = any(p_newcomers)
        union all
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id,
            weights.weight
        from agg.content_weights(p_games) as weights
        where weights.recommended_game_id = any(p_alike)
    ),

    parts as (
        select
            weights.chosen_game_id,
            weights.game_id,
            weights.weight * agg.library_weight(p_goal, held.minutes) as part
        from weights
        inner join unnest(p_games, p_minutes) as held (game_id, minutes)
            using (game_id)
        where weights.weight > 0
    ),

    placed as (
        select
            parts.chosen_game_id,
            parts.game_id,
            parts.part::numeric as part,
            sum(parts.part) over chosen as whole,
            row_number() over (
                chosen order by parts.part desc, parts.game_id asc
            ) as place
        from parts
        window chosen as (partition by parts.chosen_game_id)
    )

    select
        placed.chosen_game_id as game_id,
        json_agg(
            case
                when placed.chosen_game_id = any(p_alike)
                    then
                        json_build_object(
                            'game_id', placed.game_id,
                            'game', agg.game_name(games.game_id, games.name),
                            'share', round(placed.part / placed.whole, 4),
                            'shared',
                            agg.shared_labels(
                                placed.game_id, placed.chosen_game_id
                            )
                        )
                else
                    json_build_object(
                        'game_id', placed.game_id,
                        'game', agg.game_name(games.game_id, games.name),
                        'share', round(placed.part / placed.whole, 4)
                    )
            end
            order by placed.place
        ) as reasons
    from placed
    inner join core.games using (game_id)
    where placed.place <= 3
    group by placed.chosen_game_id;
end;

comment on function agg.weight_reasons(
    bigint[], bigint[], bigint[], bigint[], integer[], text
) is
'The games of a library that speak most for chosen games, with their shares.';
