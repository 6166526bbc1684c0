-- What staging.check_item_keys() asks of new items, asked of all: of those that
-- a first load has copied while its triggers were off.
create function staging.require_item_keys(p_column text, p_table text)
returns void
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_missing text;
begin
    -- as a text it is computed with every core
    execute format(
        'select items.%1$I from core.items where not exists ('
        'select from core.%2$I as known where known.%1$I = items.%1$I) '
        'limit 1',
        p_column,
        p_table
    )
    into v_missing;
    if v_missing is not null then
        raise foreign_key_violation using
            message = format(
                'table "items" violates foreign key "%s"',
                format('fk_items_%s_%s', p_column, p_table)
            ),
            detail = format(
                'Key (%s)=(%s) is not present in table "%s".',
                p_column,
                v_missing,
                p_table
            );
    end if;
end;
$$;

comment on function staging.require_item_keys(text, text) is
'Raise an error if there are items of users or games that there are not.';
