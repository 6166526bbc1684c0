-- What do the games of a library say of others, together?  The sum of their
-- weights, each times what the game counts, in millionths.
create function agg.weight_scores(
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
            parts.own,
            parts.play
        from agg.library_parts(p_games, p_minutes, p_play) as parts
    )

    select
        weights.recommended_game_id as game_id,
        sum(
            agg.spoken_weight(
                weights, library.own, library.play, agg.is_few(p_games)
            )
        )::bigint as millionths
    from library
    inner join core.recommendation_weights as weights using (game_id)
    where
        weights.model_id = (
            select published.model_id
            from agg.published_model as published
        )
    group by weights.recommended_game_id;
end;

comment on function agg.weight_scores(bigint[], integer[], integer) is
'What a library says of games by the model''s weights, in millionths; the '
'bias comes to that.';
