-- Compute the data story, unless it is of the data that are published.  Every
-- view agg.story_… is a part.  In a transaction of the level repeatable read
-- all are of one state.
create function staging.write_story()
returns bigint
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
-- in the background: what answers has the other cores
set max_parallel_workers_per_gather = 0
set jit = off
as $$
declare
    v_version bigint;
    v_view text;
    v_began timestamptz;
    v_rows json;
begin
    if exists (select from agg.parts_of_story where is_current) then
        return null;
    end if;
    v_version := (select max(loads.data_version) from core.loads);
    if v_version is null then
        return null;
    end if;
    delete from core.story_parts;
    for v_view in
        select views.viewname
        from pg_catalog.pg_views as views
        where views.schemaname = 'agg' and starts_with(views.viewname, 'story_')
    loop
        v_began := clock_timestamp();
        execute format(
            'select coalesce(json_agg(found), ''[]'') from agg.%I as found',
            v_view
        )
        into v_rows;
        insert into core.story_parts (
            part, data_version, computed_at, seconds, rows
        )
        values (
            substr(v_view, length('story_') + 1),
            v_version,
            clock_timestamp(),
            extract(epoch from clock_timestamp() - v_began),
            v_rows
        );
    end loop;
    return v_version;
end;
$$;

comment on function staging.write_story() is
'Compute the data story where it is not of the data that are published; '
'returns the data version, null where there was nothing to do.';
