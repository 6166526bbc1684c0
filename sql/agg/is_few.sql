-- Are so few games told that what most own says more than what is not there?
-- A library of three games or less is taken for a part of one.
create function agg.is_few(p_games bigint[])
returns boolean
language sql
immutable
parallel safe
begin atomic
    select cardinality(p_games) <= 3 as is_few;
end;

comment on function agg.is_few(bigint[]) is
'Whether a library is so small that it is taken for a part of one.';
