-- Empty a table of core and take its keys off, until end_bulk().
create function staging.hold_keys(p_table text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_name text;
begin
    -- a new, empty file: with wal_level = minimal it needs no log
    execute format('truncate core.%I', p_table);
    insert into staging.held_constraints (table_name, name, definition)
    select
        p_table as table_name,
        constraints.conname,
        pg_catalog.pg_get_constraintdef(constraints.oid)
    from pg_catalog.pg_constraint as constraints
    where
        constraints.conrelid = format('core.%I', p_table)::regclass
        and constraints.contype in ('p', 'f');
    for v_name in
        select held.name
        from staging.held_constraints as held
        where held.table_name = p_table
    loop
        execute format('alter table core.%I drop constraint %I', p_table, v_name);
    end loop;
end;
$$;

comment on function staging.hold_keys(text) is
'Empty a table of core and take its keys off; end_bulk() puts them back.';
