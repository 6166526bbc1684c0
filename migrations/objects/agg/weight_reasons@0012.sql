-- What speaks for the games that were chosen for a library?  Of each the three
-- games of the library with the largest part in it, and its popularity, where
-- that is one of the three largest; with what both games have in common,
-- where that is what speaks.
create function agg.weight_reasons(
    p_chosen bigint[],
    p_newcomers bigint[],
    p_alike bigint[],
    p_games bigint[],
    p_minutes integer[],
    p_play integer
)
returns table (game_id bigint, reasons json, is_spoken_for boolean)
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

    library as materialized (
        select parts.*
        from agg.library_parts(p_games, p_minutes, p_play) as parts
    ),

    said as (
        select
            weights.recommended_game_id as chosen_game_id,
            library.held_game_id,
            agg.spoken_weight(
                weights, library.own, library.play, agg.is_few(p_games)
            ) as part
        from core.recommendation_weights as weights
        inner join library using (game_id)
        where
            weights.model_id = (select published.model_id from published)
            and weights.recommended_game_id = any(p_chosen)
        union all
        select
            weights.recommended_game_id as chosen_game_id,
            library.held_game_id,
            weights.weight * library.both_together as part
        from core.newcomer_weights as weights
        inner join library using (game_id)
        where
            weights.model_id = (select published.model_id from published)
            and weights.recommended_game_id = any(p_newcomers)
        union all
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id as held_game_id,
            weights.weight
            * agg.blended_weight(p_play, held.minutes) as part
        from agg.content_weights(p_games) as weights
        inner join unnest(p_games, p_minutes) as held (game_id, minutes)
            using (game_id)
        where weights.recommended_game_id = any(p_alike)
        union all
        -- more popular than games are on the whole
        select
            known.game_id as chosen_game_id,
            null as held_game_id,
            agg.game_bias(known, p_play, agg.is_few(p_games)) as part
        from core.recommendation_games as known
        where
            known.model_id = (select published.model_id from published)
            and known.game_id = any(p_chosen)
    ),

    -- a game may speak by several that stand for it
    parts as (
        select
            said.chosen_game_id,
            said.held_game_id,
            sum(said.part) as part
        from said
        where said.part > 0
        group by said.chosen_game_id, said.held_game_id
    ),

    placed as (
        select
            parts.chosen_game_id,
            parts.held_game_id,
            parts.part,
            sum(parts.part) over chosen as whole,
            row_number() over (
                chosen
                order by parts.part desc, parts.held_game_id asc nulls first
            ) as place
        from parts
        window chosen as (partition by parts.chosen_game_id)
    )

    select
        placed.chosen_game_id as game_id,
        json_agg(
            case
                when placed.held_game_id is null
                    then
                        json_build_object(
                            'popularity', true,
                            'share', round(placed.part / placed.whole, 4)
                        )
                when placed.chosen_game_id = any(p_alike)
                    then
                        json_build_object(
                            'game_id', placed.held_game_id,
                            'game', agg.game_name(games.game_id, games.name),
                            'share', round(placed.part / placed.whole, 4),
                            'shared',
                            agg.shared_labels(
                                placed.held_game_id, placed.chosen_game_id
                            )
                        )
                else
                    json_build_object(
                        'game_id', placed.held_game_id,
                        'game', agg.game_name(games.game_id, games.name),
                        'share', round(placed.part / placed.whole, 4)
                    )
            end
            order by placed.place
        ) as reasons,
        bool_or(placed.held_game_id is not null) as is_spoken_for
    from placed
    -- left: popularity is no game
    left join core.games on placed.held_game_id = games.game_id
    where placed.place <= 3
    group by placed.chosen_game_id;
end;

comment on function agg.weight_reasons(
    bigint[], bigint[], bigint[], bigint[], integer[], integer
) is
'What speaks most for chosen games: games of a library, and popularity, with '
'their shares.';
