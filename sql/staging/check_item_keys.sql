-- Items are of users and games that there are: a foreign key in all but name,
-- and in the errors by that too.  A real one looks up row by row, which is half
-- of what a load of new items costs; this looks up each user and each game that
-- a statement writes once, and holds them as a foreign key does until the
-- transaction ends.
create function staging.check_item_keys()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_column text;
    v_table text;
    v_missing text;
begin
    if tg_op = 'UPDATE' then
        raise foreign_key_violation using
            message = 'an item keeps its user and its game',
            hint = 'Delete it and insert another.';
    end if;
    for v_column, v_table in
        values ('user_key', 'users'), ('game_id', 'games')
    loop
        -- as a text it is planned for the rows that there are this time
        execute format(
            'with held as (select known.%1$I from core.%2$I as known '
            'where known.%1$I in (select new_rows.%1$I from new_rows) '
            'for key share) '
            'select new_rows.%1$I from new_rows where not exists ('
            'select from held where held.%1$I = new_rows.%1$I) limit 1',
            v_column,
            v_table
        )
        into v_missing;
        if v_missing is not null then
            raise foreign_key_violation using
                message = format(
                    'insert on table "items" violates foreign key "%s"',
                    format('fk_items_%s_%s', v_column, v_table)
                ),
                detail = format(
                    'Key (%s)=(%s) is not present in table "%s".',
                    v_column,
                    v_missing,
                    v_table
                );
        end if;
    end loop;
    return null;
end;
$$;

comment on function staging.check_item_keys() is
'Refuse items of users or games that there are not.';

do $$
begin
    create or replace trigger check_inserted_keys after insert on core.items
    referencing new table as new_rows
    for each statement execute function staging.check_item_keys();

    create or replace trigger check_updated_keys
    before update of user_key, game_id on core.items
    for each row
    when (
        (old.user_key, old.game_id) is distinct from (new.user_key, new.game_id)
    )
    execute function staging.check_item_keys();
end;
$$;
