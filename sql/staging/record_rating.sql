-- Record that a viewer rates a title, or takes that back (p_half_stars is
-- null): what api.rate_title() and api.unrate_title() do.
--
-- While a load merges, it is only kept (is_applied is false) and applied at its
-- end: nobody waits.  Without a time it is of now, and counts in any case.
create function staging.record_rating(
    p_viewer_id integer,
    p_title_id text,
    p_half_stars integer,
    p_rated_at timestamptz
)
returns table (is_new boolean, is_applied boolean, rated_at timestamptz)
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_title_key integer;
begin
    if p_viewer_id >= 1 is not true then
        raise invalid_parameter_value using
            message = format('the viewer''s id is %s', p_viewer_id),
            hint = 'an id is a whole number from 1';
    elsif
        p_rated_at < '1970-01-01 00:00:00+00'
        or p_rated_at > clock_timestamp() + '5 minutes'::interval
    then
        raise invalid_parameter_value using
            message = format('it was rated at %s', p_rated_at),
            hint = 'a time is from 1970 to now; without one it is now';
    end if;
    if exists (
        select from core.forgotten_viewers as forgotten
        where forgotten.viewer_id = p_viewer_id
    ) then
        raise object_not_in_prerequisite_state using
            message = 'the viewer was removed on request',
            hint = 'nothing of the viewer is recorded any more';
    end if;
    select titles.title_key into v_title_key
    from core.titles
    where titles.title_id = p_title_id;
    if not found then
        raise no_data_found using
            message = format('no title has the id %L', p_title_id),
            hint = 'load a file that names the title first';
    end if;

    -- a load that merges holds it alone
    is_applied := pg_catalog.pg_try_advisory_xact_lock_shared(
        pg_catalog.hashtext('ludoteca events')
    );
    if is_applied then
        begin
            rated_at := coalesce(
                p_rated_at,
                greatest(
                    clock_timestamp(),
                    -- whatever a file says of later
                    (
                        select ratings.rated_at + '1 microsecond'::interval
                        from core.ratings
                        where
                            ratings.viewer_id = p_viewer_id
                            and ratings.title_key = v_title_key
                    ),
                    (
                        select deleted.deleted_at + '1 microsecond'::interval
                        from core.deleted_ratings as deleted
                        where
                            deleted.viewer_id = p_viewer_id
                            and deleted.title_key = v_title_key
                    )
                )
            );
            is_new := staging.apply_rating(
                p_viewer_id, v_title_key, p_half_stars, rated_at
            );
        exception
            when lock_not_available or deadlock_detected then
                is_applied := false;
        end;
    end if;
    rated_at := coalesce(rated_at, p_rated_at, clock_timestamp());
    insert into core.pending_ratings (
        viewer_id, title_key, half_stars, rated_at, is_applied
    )
    values (p_viewer_id, v_title_key, p_half_stars, rated_at, is_applied);
    perform pg_notify('ludoteca_events', '');
    return next;
end;
$$;

comment on function staging.record_rating(
    integer, text, integer, timestamptz
) is
'Record that a viewer rates a title, or takes that back.';
