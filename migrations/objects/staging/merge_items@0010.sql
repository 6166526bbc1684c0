-- Staged library items into core.items, one row per (user, game): that of the
-- newest crawl, and in it the greatest playtime, whichever was loaded first.
--
-- p_copied counts the items that a first load has copied into the table
-- already.
create function staging.merge_items(p_copied bigint default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_inserted bigint;
    v_updated bigint := 0;
begin
    select count(*) into v_staged from staging.items;
    if v_staged = 0 then
        v_kept := 0;
        v_inserted := 0;
    elsif not exists (select from core.items) then
        insert into core.items
        select next.* from staging.deduplicated_items as next;
        get diagnostics v_inserted = row_count;
        v_kept := v_inserted;
    else
        perform staging.add_event_minutes(-1);
        with

        next as materialized (
            select items.* from staging.deduplicated_items as items
        ),

        -- user by user: these are few beside all that there are
        held as materialized (
            select items.*
            from (select distinct next.user_key from next) as loaded
            inner join core.items using (user_key)
        ),

        changed as (
            select next.*
            from next
            inner join held using (user_key, game_id)
            where
                (
                    held.crawled_on,
                    held.playtime_minutes,
                    held.playtime_2weeks_minutes,
                    next.position
                ) < (
                    next.crawled_on,
                    next.playtime_minutes,
                    next.playtime_2weeks_minutes,
                    held.position
                )
        ),

        updated as (
            update core.items
            set
                playtime_minutes = changed.playtime_minutes,
                playtime_2weeks_minutes = changed.playtime_2weeks_minutes,
                position = changed.position,
                crawled_on = changed.crawled_on
            from changed
            where
                items.user_key = changed.user_key
                and items.game_id = changed.game_id
            returning 1
        ),

        inserted as (
            insert into core.items
            select next.* from next
            where not exists (
                select from held
                where
                    held.user_key = next.user_key
                    and held.game_id = next.game_id
            )
            returning 1
        )

        select
            (select count(*) from next),
            (select count(*) from inserted),
            (select count(*) from updated)
        into v_kept, v_inserted, v_updated;
        perform staging.add_event_minutes(1);
        -- what was copied was counted when its key was built
        if p_copied is null then
            perform staging.analyze_changed('items', v_inserted + v_updated);
        end if;
    end if;
    if p_copied is not null then
        v_staged := v_staged + p_copied;
        v_inserted := v_inserted + p_copied;
        v_kept := v_inserted;
        v_updated := 0;
    end if;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_items(bigint) is
'Merge staged library items into core.items; returns counts of rows.';
