-- What does a viewer think of a title?  The only way to write a rating, for
-- ludoteca_events.
--
-- Predictions for the viewer and the title's score have it when the caller
-- commits.  The newest rating of a viewer and title counts, whether it came so
-- or by a file.  A new viewer is made; a title must be known.
create function api.rate_title(
    p_viewer_id integer,
    p_title_id text,
    p_half_stars integer,
    p_rated_at timestamptz default null
)
returns table (is_new boolean, is_applied boolean, rated_at timestamptz)
language plpgsql
security definer
set search_path = ''
-- as long as others may take who rate the same title
set lock_timeout = '2s'
as $$
begin
    if p_half_stars between 1 and 10 is not true then
        raise invalid_parameter_value using
            message = format('there are %s half stars', p_half_stars),
            hint = 'a rating is of 1 to 10 half stars';
    end if;
    return query
    select
        recorded.is_new,
        recorded.is_applied,
        recorded.rated_at
    from staging.record_rating(
        p_viewer_id, p_title_id, p_half_stars, p_rated_at
    ) as recorded;
end;
$$;

comment on function api.rate_title(integer, text, integer, timestamptz) is
'Record a viewer''s rating of a title, in half stars from 1 to 10; only '
'ludoteca_events may. Tells whether it is his first of the title, is_applied '
'false where a load under way must end before it shows, and its time. An error '
'tells what would have been right: 22023 for a wrong value, P0002 for a title '
'that is not known.';
