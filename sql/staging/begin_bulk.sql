-- A first load puts millions of rows into an empty table: its keys come off,
-- and end_bulk() builds and checks them at once.  A table with rows keeps its
-- keys, because readers must not wait for a lock.
create function staging.begin_bulk()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_name text;
begin
    if exists (select from core.items) then
        return false;
    end if;
    -- a new, empty file: with wal_level = minimal its rows need no log
    truncate core.items;
    truncate staging.held_constraints;
    insert into staging.held_constraints (name, definition)
    select
        constraints.conname,
        pg_catalog.pg_get_constraintdef(constraints.oid)
    from pg_catalog.pg_constraint as constraints
    where
        constraints.conrelid = 'core.items'::regclass
        and constraints.contype in ('p', 'f');
    for v_name in select held.name from staging.held_constraints as held
    loop
        execute format('alter table core.items drop constraint %I', v_name);
    end loop;
    return true;
end;
$$;

comment on function staging.begin_bulk() is
'Take the keys off core.items if it is empty; true if they are off.';
