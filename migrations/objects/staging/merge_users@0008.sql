-- Users of libraries and reviews into core.users, one row per user.
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

    merged as materialized (
        select
            user_id,
            (array_agg(steam_id order by file_number, line_number)
                filter (where steam_id is not null))[1] as steam_id,
            (array_agg(user_url order by file_number, line_number)
                filter (where user_url is not null))[1] as user_url,
            bool_or(has_library) as has_library,
            min(user_key) as user_key,
            count(*) as lines_count
        from staging.users
        group by user_id
    ),

    updated as (
        update core.users
        set
            steam_id = coalesce(merged.steam_id, users.steam_id),
            user_url = coalesce(merged.user_url, users.user_url),
            has_library = users.has_library or merged.has_library
        from merged
        where
            users.user_id = merged.user_id
            and (
                merged.steam_id <> users.steam_id
                or merged.user_url <> users.user_url
                or (merged.steam_id is not null and users.steam_id is null)
                or (merged.user_url is not null and users.user_url is null)
                or (merged.has_library and not users.has_library)
            )
        returning 1
    ),

    -- the loader gave keys to those whose items it has already copied
    keyed as (
        insert into core.users (
            user_key, user_id, steam_id, user_url, has_library
        )
        overriding system value
        select
            merged.user_key,
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library
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
        insert into core.users (user_id, steam_id, user_url, has_library)
        select
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library
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
    analyze core.users;
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
