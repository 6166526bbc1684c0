-- Bring what was recorded while a load held the tables into libraries, reviews
-- and ratings.  Waits for the end of the load; returns how many events and
-- ratings.
create function staging.apply_pending_events()
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_event_id bigint;
    v_rating core.pending_ratings;
    v_count bigint := 0;
begin
    perform pg_catalog.pg_advisory_xact_lock_shared(
        pg_catalog.hashtext('ludoteca events')
    );
    for v_event_id in
        select pending.event_id
        from core.pending_events as pending
        where not pending.is_applied
        order by pending.event_id
        for update skip locked
    loop
        perform staging.apply_event(v_event_id);
        update core.pending_events
        set is_applied = true
        where pending_events.event_id = v_event_id;
        v_count := v_count + 1;
    end loop;
    if v_count > 0 then
        perform agg.refresh_touched('{user}');
    end if;
    for v_rating in
        select pending.*
        from core.pending_ratings as pending
        where not pending.is_applied
        order by pending.rating_id
        for update skip locked
    loop
        perform staging.apply_rating(
            v_rating.viewer_id,
            v_rating.title_key,
            v_rating.half_stars,
            v_rating.rated_at
        );
        update core.pending_ratings
        set is_applied = true
        where pending_ratings.rating_id = v_rating.rating_id;
        v_count := v_count + 1;
    end loop;
    if v_count > 0 then
        perform pg_notify('ludoteca_events', '');
    end if;
    return v_count;
end;
$$;

comment on function staging.apply_pending_events() is
'Apply events and ratings that wait for the end of a load; returns how many.';
