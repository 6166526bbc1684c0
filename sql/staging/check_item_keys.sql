-- Items are of users and games that there are: two foreign keys in all but
-- name, and in the errors by that too.  Real ones look up row by row, which is
-- half of what a load of new items costs; this looks up each user or game that
-- a statement writes once, and holds it as a foreign key does until the
-- transaction ends.  Arguments: the column and the table that it is a key of.
create function staging.check_item_keys()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_column text := tg_argv[0];
    v_table text := tg_argv[1];
    v_missing text;
begin
    if tg_op = 'UPDATE' then
        raise foreign_key_violation using
            message = 'an item keeps its user and its game',
            hint = 'Delete it and insert another.';
    end if;
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
    return null;
end;
$$;

comment on function staging.check_item_keys() is
'Refuse items of users or games that there are not.';

do $$
begin
    create or replace trigger check_inserted_users after insert on core.items
    referencing new table as new_rows for each statement
    execute function staging.check_item_keys('user_key', 'users');

    create or replace trigger check_inserted_games after insert on core.items
    referencing new table as new_rows for each statement
    execute function staging.check_item_keys('game_id', 'games');

    create or replace trigger check_updated_keys
    before update of user_key, game_id on core.items for each row
    when (
        (old.user_key, old.game_id) is distinct from (new.user_key, new.game_id)
    )
    execute function staging.check_item_keys();
end;
$$;
