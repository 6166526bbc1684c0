-- Is a title worth a viewer's time?  By the number as it is shown.
create function agg.is_recommended(
    p_stars double precision, p_threshold double precision
)
returns boolean
language sql
immutable
parallel safe
return coalesce(agg.shown_number(p_stars) > p_threshold::numeric, false);

comment on function agg.is_recommended(double precision, double precision) is
'Whether so many stars are more than the threshold; unknown ones are not.';
