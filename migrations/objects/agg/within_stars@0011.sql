-- A number of stars as somebody can give it.
create function agg.within_stars(p_stars double precision)
returns double precision
language sql
immutable
parallel safe
return least(5, greatest(0.5, p_stars));

comment on function agg.within_stars(double precision) is
'The nearest number from 0.5 to 5.';
