-- The step of staging.first_known(): strict, so that nulls are passed over.
create function staging.first_known_step(p_first anyelement, p_next anyelement)
returns anyelement
language sql
immutable
strict
parallel safe
as $$
select p_first;
$$;

comment on function staging.first_known_step(anyelement, anyelement) is
'The first of two values; the step of staging.first_known().';
