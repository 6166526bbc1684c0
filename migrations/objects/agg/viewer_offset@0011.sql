-- What does a viewer give beyond mean and titles?
create function agg.viewer_offset(p_viewer_id integer)
returns double precision
language sql
stable
parallel safe
begin atomic
    select coalesce(max(residuals.viewer_offset_stars), 0) as answer
    from agg.viewer_residuals(p_viewer_id) as residuals;
end;

comment on function agg.viewer_offset(integer) is
'Stars that a viewer gives beyond mean and titles, from the ratings as they '
'are now; 0 without ratings.';
