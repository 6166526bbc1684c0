-- Score reviews of events and let the aggregates follow, in one transaction.
--
-- Takes events that were found applied, and the polarity of the text of each,
-- null without one; ratings are followed all.  Waits for the end of a load that
-- merges; returns how many events and ratings the aggregates have come to show.
-- Scores show a rating already: where nothing else will, other answers stay.
create function staging.follow_events(
    p_event_ids bigint[], p_polarities double precision[]
)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_rating_ids bigint[];
    v_changed_count integer;
    v_ratings_count bigint;
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

    v_rating_ids := array(
        select pending.rating_id from core.pending_ratings as pending
        where pending.is_applied
    );
    v_changed_count := agg.refresh_touched();

    delete from core.pending_events
    where event_id = any(p_event_ids) and is_applied;
    get diagnostics v_count = row_count;
    delete from core.pending_ratings
    where rating_id = any(v_rating_ids);
    v_ratings_count := cardinality(v_rating_ids);
    if v_count > 0 or v_changed_count > 0 then
        v_count := v_count + v_ratings_count;
        v_ratings_count := 0;
        perform pg_notify('ludoteca', '');
    end if;
    insert into core.followed_events as followed (
        is_only, events_count, ratings_count, followed_at
    )
    values (true, v_count, v_ratings_count, clock_timestamp())
    on conflict (is_only) do update
    set
        events_count = followed.events_count + excluded.events_count,
        ratings_count = followed.ratings_count + excluded.ratings_count,
        followed_at = excluded.followed_at;
    return v_count + v_ratings_count;
end;
$$;

comment on function staging.follow_events(bigint[], double precision[]) is
'Score reviews of events and let the aggregates follow events and ratings; '
'returns how many.';
