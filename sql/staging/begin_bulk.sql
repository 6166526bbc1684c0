-- A first load puts millions of rows into empty tables: their keys come off,
-- and end_bulk() builds and checks them at once.  Once anything is published
-- keys stay on, because that locks tables which readers need.
create function staging.begin_bulk()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_table text;
    v_is_empty boolean;
    v_held record;
begin
    delete from staging.held_constraints;
    if exists (select from core.loads where status = 'published') then
        return false;
    end if;
    foreach v_table in array array[
        'items',
        'reviews',
        'game_genres',
        'game_tags',
        'game_specs',
        'game_studios'
    ]
    loop
        execute format('select not exists (select from core.%I)', v_table)
        into v_is_empty;
        if v_is_empty then
            -- a new, empty file: with wal_level = minimal it needs no log
            execute format('truncate core.%I', v_table);
            insert into staging.held_constraints (
                table_name, name, definition
            )
            select
                v_table as table_name,
                constraints.conname,
                pg_catalog.pg_get_constraintdef(constraints.oid)
            from pg_catalog.pg_constraint as constraints
            where
                constraints.conrelid = format('core.%I', v_table)::regclass
                and constraints.contype in ('p', 'f');
        end if;
    end loop;
    for v_held in
        select
            held.table_name,
            held.name
        from staging.held_constraints as held
    loop
        execute format(
            'alter table core.%I drop constraint %I',
            v_held.table_name,
            v_held.name
        );
    end loop;
    return exists (select from staging.held_constraints);
end;
$$;

comment on function staging.begin_bulk() is
'Before the first publication, take the keys off empty core tables; '
'true if there are any.';
