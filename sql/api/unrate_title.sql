-- A viewer takes a rating back.  That is kept with its time: no older rating,
-- of whatever file, comes back.
create function api.unrate_title(
    p_viewer_id integer,
    p_title_id text,
    p_rated_at timestamptz default null
)
returns table (is_new boolean, is_applied boolean, rated_at timestamptz)
language sql
volatile
security definer
set search_path = ''
set lock_timeout = '2s'
begin atomic
    select
        recorded.is_new,
        recorded.is_applied,
        recorded.rated_at
    from staging.record_rating(
        p_viewer_id, p_title_id, null, p_rated_at
    ) as recorded;
end;

comment on function api.unrate_title(integer, text, timestamptz) is
'Take a viewer''s rating of a title back; only ludoteca_events may. Tells '
'whether there was none, is_applied false where a load under way must end '
'before it shows, and the time. Errors are those of api.rate_title().';
