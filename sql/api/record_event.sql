-- What did a user do?  The only way to write an event, for ludoteca_events.
--
-- Library and reviews of the user, and what is stored of the user, have it
-- when the caller commits; everything else follows within seconds.  While a
-- load merges, the event is only kept (is_applied is false) and applied at its
-- end: nobody waits.
--
-- A game that a user is not interested in is recommended no more, until a later
-- event says otherwise.  A user of a new id is made; a game must be known.  The
-- minutes of 'played' are those of one sitting: they are added.  With a key the
-- same event may be sent again, and is recorded once.
create function api.record_event(
    p_user_id text,
    p_kind text,
    p_game_id bigint,
    p_minutes integer default null,
    p_is_recommended boolean default null,
    p_review text default null,
    p_happened_at timestamptz default null,
    p_key text default null
)
returns table (event_id bigint, is_applied boolean, is_new boolean)
language plpgsql
security definer
set search_path = ''
-- as long as the aggregates of a few users may take
set lock_timeout = '1s'
as $$
declare
    v_wrong text;
    v_hint text;
    v_event core.events;
begin
    select
        checks.wrong,
        checks.hint
    into v_wrong, v_hint
    from (
        values
        (
            char_length(coalesce(p_user_id, '')) between 1 and 500,
            'the user''s id has ' || char_length(coalesce(p_user_id, ''))
            || ' characters',
            'an id has 1 to 500 characters'
        ),
        (
            p_kind in (
                'bought', 'played', 'reviewed', 'not_interested', 'interested'
            ),
            format('there is no kind of event %L', p_kind),
            'a kind is ''bought'', ''played'', ''reviewed'', '
            '''not_interested'' or ''interested'''
        ),
        (
            p_game_id is not null,
            'the game''s id is missing',
            'name a game of the view games'
        ),
        (
            case
                when p_kind = 'played' then p_minutes between 1 and 44640
                else p_minutes is null
            end,
            format(
                'a game was %s for %s minutes',
                p_kind, coalesce(p_minutes::text, 'unknown')
            ),
            '''played'' needs 1 to 44640 minutes (31 days) of one sitting, '
            'other kinds have none'
        ),
        (
            (p_kind = 'reviewed') = (p_is_recommended is not null),
            format(
                'a game was %s and recommended: %s',
                p_kind, coalesce(p_is_recommended::text, 'unknown')
            ),
            '''reviewed'' needs true or false, other kinds have neither'
        ),
        (
            p_review is null
            or (p_kind = 'reviewed' and char_length(p_review) <= 100000),
            format(
                'a text of %s characters where a game was %s',
                char_length(p_review), p_kind
            ),
            '''reviewed'' may have a text of at most 100000 characters'
        ),
        (
            p_happened_at is null
            or (
                p_happened_at >= '1970-01-01 00:00:00+00'
                and p_happened_at <= clock_timestamp() + '5 minutes'::interval
            ),
            format('it happened at %s', p_happened_at),
            'a time is from 1970 to now; without one it is now'
        ),
        (
            p_key is null or char_length(p_key) between 1 and 200,
            'the key has ' || char_length(p_key) || ' characters',
            'a key has 1 to 200 characters'
        )
    ) as checks (is_right, wrong, hint)
    where checks.is_right is not true
    limit 1;
    if found then
        raise exception using
            errcode = 'invalid_parameter_value',
            message = v_wrong,
            hint = v_hint;
    end if;

    if exists (
        select from core.forgotten
        where
            (forgotten.kind, forgotten.id) in (
                ('user', staging.forgettable_id(p_user_id)),
                ('game', p_game_id::text)
            )
    ) then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = 'the user or the game was removed on request',
            hint = 'nothing of it is recorded any more';
    end if;
    if not exists (
        select from core.games where games.game_id = p_game_id
    ) then
        raise exception using
            errcode = 'no_data_found',
            message = format('no game has the id %s', p_game_id),
            hint = 'load a file that names the game first';
    end if;

    insert into core.events (
        user_id,
        kind,
        game_id,
        minutes,
        is_recommended,
        review,
        happened_at,
        recorded_at,
        idempotency_key
    )
    values (
        p_user_id,
        p_kind,
        p_game_id,
        p_minutes,
        p_is_recommended,
        p_review,
        coalesce(p_happened_at, clock_timestamp()),
        clock_timestamp(),
        p_key
    )
    on conflict (idempotency_key) do nothing
    returning events.* into v_event;
    if not found then
        select events.* into v_event
        from core.events
        where events.idempotency_key = p_key;
        if
            (
                v_event.user_id,
                v_event.kind,
                v_event.game_id,
                v_event.minutes,
                v_event.is_recommended,
                v_event.review,
                v_event.happened_at
            ) is distinct from (
                p_user_id,
                p_kind,
                p_game_id,
                p_minutes,
                p_is_recommended,
                p_review,
                coalesce(p_happened_at, v_event.happened_at)
            )
        then
            raise exception using
                errcode = 'unique_violation',
                message = format('the key %L is of another event', p_key),
                hint = 'send an event again as it was, or with a key of its '
                || 'own';
        end if;
        return query
        select
            v_event.event_id,
            not exists (
                select from core.pending_events as pending
                where
                    pending.event_id = v_event.event_id
                    and not pending.is_applied
            ),
            false;
        return;
    end if;

    event_id := v_event.event_id;
    is_new := true;
    -- a load that merges holds it alone
    is_applied := pg_catalog.pg_try_advisory_xact_lock_shared(
        pg_catalog.hashtext('ludoteca events')
    );
    if is_applied then
        begin
            perform staging.apply_event(v_event.event_id);
            perform agg.refresh_touched('{user}');
        exception
            when lock_not_available or deadlock_detected then
                is_applied := false;
        end;
    end if;
    insert into core.pending_events (event_id, is_applied)
    values (v_event.event_id, is_applied);
    perform pg_notify('ludoteca_events', '');
    return next;
end;
$$;

comment on function api.record_event(
    text, text, bigint, integer, boolean, text, timestamptz, text
) is
'Record that a user ''bought'', ''played'' (p_minutes, which are added) or '
'''reviewed'' (p_is_recommended, p_review) a game, is ''not_interested'' in '
'it, or ''interested'' again; only ludoteca_events may. '
'Returns the event''s id, is_applied false where a load under way must end '
'before it shows, and is_new false where it was recorded before. An error '
'tells what would have been right: 22023 for a wrong value, P0002 for a game '
'that is not known, 55000 for a user or game that was removed on request, '
'23505 for a key that another event has.';
