-- A computed number as documents show it.
create function agg.shown_number(p_number double precision)
returns numeric
language sql
immutable
parallel safe
return trim_scale(round(p_number::numeric, 6));

comment on function agg.shown_number(double precision) is
'The number with six decimals, without zeros at its end.';
