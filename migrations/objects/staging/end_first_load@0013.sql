-- Build and check the keys that begin_first_load() took off, and build the
-- indexes.
--
-- A first load that still reads games may have those of items built meanwhile
-- that concern no game: p_is_over is false then.
create function staging.end_first_load(p_is_over boolean)
returns void
language plpgsql
security definer
set search_path = ''
set maintenance_work_mem = '256MB'
as $$
declare
    v_is_any boolean;
    v_held record;
begin
    -- as every other load has it
    perform staging.date_items_copy(null);
    for v_held in
        delete from staging.dropped_constraints as held
        where
            p_is_over
            or (
                held.table_name = 'items'
                and held.definition
                not like '% staging.check_item_keys(''game_id'', %'
            )
        returning held.table_name, held.name, held.definition
    loop
        if v_held.definition like 'CREATE %' then
            execute v_held.definition;
            -- a trigger sees what comes after it
            if v_held.definition like '% staging.check_item_keys(%' then
                execute regexp_replace(
                    v_held.definition,
                    '^.* staging.check_item_keys',
                    'select staging.require_item_keys'
                );
            end if;
        else
            execute format(
                'alter table core.%I add constraint %I %s',
                v_held.table_name,
                v_held.name,
                v_held.definition
            );
        end if;
        -- not of an empty table: what fills it later would be planned for no
        -- rows, and look for each among all that it has added
        if v_held.definition like 'PRIMARY KEY%' then
            execute format(
                'select exists (select from core.%I)', v_held.table_name
            ) into v_is_any;
            if v_is_any then
                execute format('analyze core.%I', v_held.table_name);
            end if;
        end if;
    end loop;
end;
$$;

comment on function staging.end_first_load(boolean) is
'Put the keys and indexes back that begin_first_load() took off, each checked '
'on every row; all of them, or those of items that concern no game.';
