-- A user or a game that items are of stays as it is: the other half of
-- staging.check_item_keys().
create function staging.check_keys_of_items()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_column text := tg_argv[0];
    v_held text;
begin
    if tg_op = 'TRUNCATE' then
        execute format('select items.%I from core.items limit 1', v_column)
        into v_held;
    else
        execute format(
            'select items.%1$I from core.items '
            'where items.%1$I = ($1).%1$I '
            'and (items.%1$I = ($2).%1$I) is not true limit 1',
            v_column
        )
        into v_held
        using old, new;
    end if;
    if v_held is not null then
        raise foreign_key_violation using
            message = format(
                '%s on table "%s" violates foreign key "%s" on table "items"',
                lower(tg_op),
                tg_table_name,
                format('fk_items_%s_%s', v_column, tg_table_name)
            ),
            detail = format(
                'Key (%s)=(%s) is still referenced from table "items".',
                v_column,
                v_held
            );
    end if;
    return null;
end;
$$;

comment on function staging.check_keys_of_items() is
'Refuse to take away users or games that items are of.';

do $$
declare
    v_table text;
    v_column text;
begin
    for v_table, v_column in
        values ('users', 'user_key'), ('games', 'game_id')
    loop
        execute format(
            'create or replace trigger check_items '
            'after delete or update of %1$I on core.%2$I for each row '
            'execute function staging.check_keys_of_items(%1$L);'
            'create or replace trigger check_items_at_truncate '
            'after truncate on core.%2$I for each statement '
            'execute function staging.check_keys_of_items(%1$L)',
            v_column,
            v_table
        );
    end loop;
end;
$$;
