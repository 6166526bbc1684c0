-- Bring an event into the user's library or reviews.
--
-- An item is what the newest crawl that has it says, and the minutes of events
-- of later days; of an event alone it is the game that was bought, with 0
-- minutes to begin with.  A review is one of its day, without edits, as if a
-- file of that day had it; of two of a day the one that was recorded later
-- counts.  So files and events may come in any order.
--
-- What a user is not interested in is read from the events themselves.
--
-- An event whose user or game was forgotten meanwhile is forgotten too.
create function staging.apply_event(p_event_id bigint)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_event core.events;
    v_day date;
    v_user_key integer;
begin
    select events.* into v_event
    from core.events
    where events.event_id = p_event_id;
    if
        not exists (
            select from core.games where games.game_id = v_event.game_id
        )
        or exists (
            select from core.forgotten
            where
                forgotten.kind = 'user'
                and forgotten.id = staging.forgettable_id(v_event.user_id)
        )
    then
        delete from core.events where events.event_id = p_event_id;
        return;
    end if;
    v_day := (v_event.happened_at at time zone 'utc')::date;

    insert into core.users (user_id, has_library)
    values (v_event.user_id, v_event.kind in ('bought', 'played'))
    on conflict (user_id) do nothing;
    if v_event.kind in ('not_interested', 'interested') then
        return;
    end if;
    -- one event of a user after the other
    select users.user_key into v_user_key
    from core.users
    where users.user_id = v_event.user_id
    for no key update;

    if v_event.kind <> 'reviewed' then
        insert into core.items as held (
            user_key,
            game_id,
            playtime_minutes,
            playtime_2weeks_minutes,
            position,
            crawled_on
        )
        values (
            v_user_key,
            v_event.game_id,
            coalesce(v_event.minutes, 0),
            0,
            2147483647,
            '-infinity'
        )
        on conflict (user_key, game_id) do update
        set
            playtime_minutes = least(
                held.playtime_minutes + excluded.playtime_minutes, 20000000
            )
        where excluded.playtime_minutes > 0 and held.crawled_on < v_day;
        update core.users
        set has_library = true
        where users.user_key = v_user_key and not users.has_library;
        return;
    end if;

    -- the review that counts competes with those behind it
    with

    counted as (
        delete from core.reviews
        where
            reviews.user_key = v_user_key
            and reviews.game_id = v_event.game_id
        returning reviews.*
    )

    insert into core.outdone_reviews (
        user_key,
        game_id,
        posted_day,
        posted_on,
        is_posted_year_inferred,
        edited_on,
        is_recommended,
        helpful_count,
        helpful_votes_count,
        funny_count,
        review,
        polarity,
        crawled_on,
        event_id
    )
    select
        counted.user_key,
        counted.game_id,
        to_char(counted.posted_on, 'MMDD')::smallint as posted_day,
        counted.posted_on,
        counted.is_posted_year_inferred,
        counted.edited_on,
        counted.is_recommended,
        counted.helpful_count,
        counted.helpful_votes_count,
        counted.funny_count,
        counted.review,
        counted.polarity,
        counted.crawled_on,
        counted.event_id
    from counted;

    -- in the order of staging.reviews_after_load
    insert into core.outdone_reviews as outdone (
        user_key,
        game_id,
        posted_day,
        posted_on,
        is_posted_year_inferred,
        is_recommended,
        review,
        crawled_on,
        event_id
    )
    values (
        v_user_key,
        v_event.game_id,
        to_char(v_day, 'MMDD')::smallint,
        v_day,
        false,
        v_event.is_recommended,
        v_event.review,
        v_day,
        v_event.event_id
    )
    on conflict (user_key, game_id, posted_day) do update
    set
        posted_on = excluded.posted_on,
        is_posted_year_inferred = excluded.is_posted_year_inferred,
        edited_on = excluded.edited_on,
        is_recommended = excluded.is_recommended,
        helpful_count = excluded.helpful_count,
        helpful_votes_count = excluded.helpful_votes_count,
        funny_count = excluded.funny_count,
        review = excluded.review,
        polarity = excluded.polarity,
        crawled_on = excluded.crawled_on,
        event_id = excluded.event_id
    where
        (
            not outdone.is_posted_year_inferred,
            outdone.posted_on,
            coalesce(outdone.edited_on, '-infinity'),
            outdone.crawled_on,
            coalesce(outdone.event_id, 0)
        ) < (
            true,
            excluded.posted_on,
            '-infinity',
            excluded.crawled_on,
            excluded.event_id
        );

    with

    latest as (
        select max(outdone.posted_on) as posted_on
        from core.outdone_reviews as outdone
        where
            outdone.user_key = v_user_key
            and outdone.game_id = v_event.game_id
    ),

    counted as (
        delete from core.outdone_reviews as outdone
        using latest
        where
            outdone.user_key = v_user_key
            and outdone.game_id = v_event.game_id
            and outdone.posted_on = latest.posted_on
        returning outdone.*
    )

    insert into core.reviews (
        user_key,
        game_id,
        posted_on,
        is_posted_year_inferred,
        edited_on,
        is_recommended,
        helpful_count,
        helpful_votes_count,
        funny_count,
        review,
        polarity,
        crawled_on,
        event_id
    )
    select
        counted.user_key,
        counted.game_id,
        counted.posted_on,
        counted.is_posted_year_inferred,
        counted.edited_on,
        counted.is_recommended,
        counted.helpful_count,
        counted.helpful_votes_count,
        counted.funny_count,
        counted.review,
        counted.polarity,
        counted.crawled_on,
        counted.event_id
    from counted;
end;
$$;

comment on function staging.apply_event(bigint) is
'Bring an event into the library or the reviews of its user.';
