-- How much does a game in a library count, in thousandths, for what is
-- p_play thousandths for playing and the rest for owning?
create function agg.blended_weight(p_play integer, p_minutes integer)
returns integer
language sql
stable
parallel safe
begin atomic
    select
        (
            (1000 - p_play) * agg.library_weight('own', p_minutes)
            + p_play * agg.library_weight('play', p_minutes)
        ) / 1000 as weight;
end;

comment on function agg.blended_weight(integer, integer) is
'How much a game in a library counts between owning (0) and playing (1000), '
'in thousandths.';
