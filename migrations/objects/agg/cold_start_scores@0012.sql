-- What do the games of a library say of games that few own?  The same sum,
-- over the newcomers' weights.
create function agg.cold_start_scores(
    p_games bigint[], p_minutes integer[], p_play integer
)
returns table (game_id bigint, millionths bigint)
language sql
stable
parallel safe
begin atomic
    with

    library as materialized (
        select
            parts.game_id,
            parts.both_together as weight
        from agg.library_parts(p_games, p_minutes, p_play) as parts
    )

    select
        weights.recommended_game_id as game_id,
        sum(library.weight * weights.weight) as millionths
    from library
    inner join core.newcomer_weights as weights using (game_id)
    where
        weights.model_id = (
            select published.model_id
            from agg.published_model as published
        )
    group by weights.recommended_game_id;
end;

comment on function agg.cold_start_scores(bigint[], integer[], integer) is
'Scores of the newcomers for which a library''s games speak, in millionths.';
