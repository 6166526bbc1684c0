-- Score reviews of events and let the aggregates follow, in one transaction.
--
-- Takes events that were found applied, and the polarity of the text of each,
-- null without one.  Waits for the end of a load that merges; returns how many
-- events the aggregates have come to show.
create function staging.follow_events(
    p_event_ids bigint[], p_polarities double precision[]
)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_count bigint;
begin
    perform pg_catalog.pg_advisory_xact_lock_shared(
        pg_catalog.hashtext('ludoteca events')
    );
    with

    scored as (
        select
            events.event_id,
            events.game_id,
            users.user_key,
            given.polarity
        from unnest(p_event_ids, p_polarities) as given (event_id, polarity)
        inner join core.events using (event_id)
        inner join core.users using (user_id)
        where given.polarity is not null
    ),

    outdone as (
        update core.outdone_reviews as outdone
        set polarity = scored.polarity
        from scored
        where
            outdone.user_key = scored.user_key
            and outdone.game_id = scored.game_id
            and outdone.event_id = scored.event_id
    )

    update core.reviews
    set polarity = scored.polarity
    from scored
    where
        reviews.user_key = scored.user_key
        and reviews.game_id = scored.game_id
        and reviews.event_id = scored.event_id;

    perform agg.refresh_touched();

    delete from core.pending_events
    where event_id = any(p_event_ids) and is_applied;
    get diagnostics v_count = row_count;
    insert into core.followed_events as followed (
        is_only, events_count, followed_at
    )
    values (true, v_count, clock_timestamp())
    on conflict (is_only) do update
    set
        events_count = followed.events_count + excluded.events_count,
        followed_at = excluded.followed_at;
    perform pg_notify('ludoteca', '');
    return v_count;
end;
$$;

comment on function staging.follow_events(bigint[], double precision[]) is
'Score reviews of events and let the aggregates follow; returns how many.';
