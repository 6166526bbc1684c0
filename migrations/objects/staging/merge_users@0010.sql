-- Users of libraries and reviews into core.users, one row per user.  Account
-- number and page are those of the newest crawl that states them; where one
-- crawl states several, the least, so that no order of files or lines counts.
create function staging.merge_users()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_inserted bigint;
    v_updated bigint;
begin
    with

    stated as (
        select
            staged.user_id,
            staged.steam_id,
            staged.user_url,
            staged.has_library,
            staged.user_key,
            crawls.crawled_on
        from staging.users as staged
        inner join staging.crawls using (file_number)
    ),

    by_crawl as (
        select
            user_id,
            crawled_on,
            min(steam_id) as steam_id,
            min(user_url collate "C") as user_url,
            bool_or(has_library) as has_library,
            min(user_key) as user_key,
            count(*) as lines_count
        from stated
        group by user_id, crawled_on
    ),

    -- account number and page of a known user may be of two crawls
    known as (
        select
            users.user_id,
            facts.crawled_on,
            facts.steam_id,
            facts.user_url,
            users.has_library
        from core.users
        cross join lateral (
            values
                (users.steam_id_crawled_on, users.steam_id, null),
                (users.user_url_crawled_on, null, users.user_url)
        ) as facts (crawled_on, steam_id, user_url)
        where exists (
            select from staging.users as staged
            where staged.user_id = users.user_id
        )
    ),

    candidates as (
        select by_crawl.* from by_crawl
        union all
        select
            known.user_id,
            coalesce(known.crawled_on, '-infinity') as crawled_on,
            known.steam_id,
            known.user_url,
            known.has_library,
            null as user_key,
            0 as lines_count
        from known
    ),

    merged as materialized (
        select
            user_id,
            staging.first_known(
                steam_id order by crawled_on desc, steam_id asc
            ) as steam_id,
            max(crawled_on) filter (where steam_id is not null)
                as steam_id_crawled_on,
            staging.first_known(
                user_url order by crawled_on desc, user_url asc
            ) as user_url,
            max(crawled_on) filter (where user_url is not null)
                as user_url_crawled_on,
            bool_or(has_library) as has_library,
            min(user_key) as user_key,
            sum(lines_count) as lines_count
        from candidates
        group by user_id
    ),

    updated as (
        update core.users
        set
            steam_id = merged.steam_id,
            user_url = merged.user_url,
            has_library = merged.has_library,
            steam_id_crawled_on = merged.steam_id_crawled_on,
            user_url_crawled_on = merged.user_url_crawled_on
        from merged
        where
            users.user_id = merged.user_id
            and (
                users.steam_id,
                users.user_url,
                users.has_library,
                users.steam_id_crawled_on,
                users.user_url_crawled_on
            ) is distinct from (
                merged.steam_id,
                merged.user_url,
                merged.has_library,
                merged.steam_id_crawled_on,
                merged.user_url_crawled_on
            )
        returning 1
    ),

    -- the loader gave keys to those whose items it has already copied
    keyed as (
        insert into core.users (
            user_key,
            user_id,
            steam_id,
            user_url,
            has_library,
            steam_id_crawled_on,
            user_url_crawled_on
        )
        overriding system value
        select
            merged.user_key,
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library,
            merged.steam_id_crawled_on,
            merged.user_url_crawled_on
        from merged
        where merged.user_key is not null
        order by merged.user_key
        returning 1
    ),

    next_keys as materialized (
        select pg_catalog.setval(
            pg_catalog.pg_get_serial_sequence('core.users', 'user_key'),
            max(merged.user_key)
        ) as last_key
        from merged
        having max(merged.user_key) is not null
    ),

    inserted as (
        insert into core.users (
            user_id,
            steam_id,
            user_url,
            has_library,
            steam_id_crawled_on,
            user_url_crawled_on
        )
        select
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library,
            merged.steam_id_crawled_on,
            merged.user_url_crawled_on
        from merged
        where
            merged.user_key is null
            and not exists (
                select from core.users where users.user_id = merged.user_id
            )
            -- computed before the first key is drawn
            and (select count(*) from next_keys) >= 0
        order by merged.user_id
        returning 1
    )

    select
        coalesce(sum(merged.lines_count), 0),
        count(*),
        (select count(*) from keyed) + (select count(*) from inserted),
        (select count(*) from updated)
    into v_staged, v_kept, v_inserted, v_updated
    from merged;
    perform staging.analyze_changed('users', v_inserted + v_updated);
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

comment on function staging.merge_users() is
'Merge staged users into core.users; returns counts of rows.';
