-- Empty a table of core and take its keys, indexes and triggers off, until
-- end_first_load(): building an index at once takes a third of adding to it row
-- by row.
create function staging.drop_keys(p_table text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_held record;
begin
    -- a new, empty file: with wal_level = minimal it needs no log
    execute format('truncate core.%I', p_table);
    insert into staging.dropped_constraints (table_name, name, definition)
    select
        p_table as table_name,
        constraints.conname,
        pg_catalog.pg_get_constraintdef(constraints.oid)
    from pg_catalog.pg_constraint as constraints
    where
        constraints.conrelid = format('core.%I', p_table)::regclass
        and constraints.contype in ('p', 'f');
    insert into staging.dropped_constraints (table_name, name, definition)
    select
        p_table as table_name,
        indexes.indexname,
        indexes.indexdef
    from pg_catalog.pg_indexes as indexes
    where
        indexes.schemaname = 'core'
        and indexes.tablename = p_table
        and not exists (
            select from pg_catalog.pg_constraint as constraints
            where
                constraints.conindid
                = format('core.%I', indexes.indexname)::regclass
        );
    -- what these are to see of each row would be kept for them
    insert into staging.dropped_constraints (table_name, name, definition)
    select
        p_table as table_name,
        triggers.tgname,
        pg_catalog.pg_get_triggerdef(triggers.oid)
    from pg_catalog.pg_trigger as triggers
    where
        triggers.tgrelid = format('core.%I', p_table)::regclass
        and (triggers.tgnewtable is not null or triggers.tgoldtable is not null);
    for v_held in
        select
            held.name,
            held.definition like 'CREATE TRIGGER %' as is_trigger,
            held.definition like 'CREATE %' as is_index
        from staging.dropped_constraints as held
        where held.table_name = p_table
    loop
        if v_held.is_trigger then
            execute format(
                'drop trigger %I on core.%I', v_held.name, p_table
            );
        elsif v_held.is_index then
            execute format('drop index core.%I', v_held.name);
        else
            execute format(
                'alter table core.%I drop constraint %I', p_table, v_held.name
            );
        end if;
    end loop;
end;
$$;

comment on function staging.drop_keys(text) is
'Empty a table of core and take its keys, indexes and triggers off; '
'end_first_load() puts them back.';
