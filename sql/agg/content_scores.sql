-- Which games are like those of a library, by what they are?  The sum of what
-- its games say, each times what the game counts.
create function agg.content_scores(
    p_games bigint[], p_minutes integer[], p_play integer
)
returns table (game_id bigint, millionths bigint)
language sql
stable
parallel safe
begin atomic
    select
        said.recommended_game_id as game_id,
        (
            sum(said.weight * agg.blended_weight(p_play, held.minutes)) / 1000
        )::bigint as millionths
    from agg.content_weights(p_games) as said
    inner join unnest(p_games, p_minutes) as held (game_id, minutes)
        using (game_id)
    where said.recommended_game_id <> all(p_games)
    group by said.recommended_game_id;
end;

comment on function agg.content_scores(bigint[], integer[], integer) is
'Scores of the games that are like a library''s, by content, in millionths.';
