-- Add what events played to the items of the users of the load, or take it away
-- (p_sign -1): files are compared with what files said before.
create function staging.add_event_minutes(p_sign integer)
returns void
language sql
volatile
security definer
set search_path = ''
begin atomic
    with

    played as (
        select
            items.user_key,
            items.game_id,
            sum(events.minutes) as minutes
        from core.events
        inner join core.users using (user_id)
        inner join core.items using (user_key, game_id)
        where
            events.kind = 'played'
            and (events.happened_at at time zone 'utc')::date
            > items.crawled_on
            and exists (
                select from staging.users as staged
                where staged.user_id = events.user_id
            )
            and not exists (
                select from core.pending_events as pending
                where
                    pending.event_id = events.event_id
                    and not pending.is_applied
            )
        group by items.user_key, items.game_id
    )

    update core.items
    set
        playtime_minutes = least(
            greatest(items.playtime_minutes + p_sign * played.minutes, 0),
            20000000
        )
    from played
    where
        items.user_key = played.user_key
        and items.game_id = played.game_id
        and played.minutes > 0;
end;

comment on function staging.add_event_minutes(integer) is
'Add the minutes of events to the items of the load''s users, or take them '
'away (p_sign -1).';
