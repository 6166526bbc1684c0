-- Which games is a user not interested in?  Those whose latest event of the two
-- kinds says so.
create function agg.unwanted_games(p_user_id text)
returns bigint[]
language sql
stable
parallel safe
begin atomic
    with

    told as (
        select distinct on (events.game_id)
            events.game_id,
            events.kind
        from core.events
        where
            events.user_id = p_user_id
            and events.kind in ('not_interested', 'interested')
        order by
            events.game_id asc,
            events.happened_at desc,
            events.event_id desc
    )

    select coalesce(array_agg(told.game_id), '{}') as game_ids
    from told
    where told.kind = 'not_interested';
end;

comment on function agg.unwanted_games(text) is
'Ids of games that a user told not to be interested in, and did not take back.';
