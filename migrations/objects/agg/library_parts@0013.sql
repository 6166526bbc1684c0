-- How much does each game that speaks for a library count: for what will be
-- owned, for what will be played, and for both together?  In thousandths.
create function agg.library_parts(
    p_games bigint[], p_minutes integer[], p_play integer
)
returns table (
    held_game_id bigint,
    game_id bigint,
    own bigint,
    play bigint,
    both_together bigint
)
language sql
stable
parallel safe
begin atomic
    select
        speaking.held_game_id,
        speaking.game_id,
        (1000 - p_play)::bigint * agg.library_weight('own', speaking.minutes)
        * speaking.thousandths / 1000000 as own,
        p_play::bigint * agg.library_weight('play', speaking.minutes)
        * speaking.thousandths / 1000000 as play,
        agg.blended_weight(p_play, speaking.minutes)::bigint
        * speaking.thousandths / 1000 as both_together
    from agg.speaking_games(p_games, p_minutes) as speaking;
end;

comment on function agg.library_parts(bigint[], integer[], integer) is
'How much each game that speaks for a library counts between owning (p_play '
'is 0) and playing (1000), in thousandths.';
