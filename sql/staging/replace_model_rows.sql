-- The staged rows of a model into tables of core that are like those of
-- staging, in the order of their keys, and those of other models but the
-- published one out of them.
create function staging.replace_model_rows(
    p_table text, p_model_id integer, p_tables text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_kept integer[];
    v_table text;
    v_columns text;
    v_key text;
begin
    execute format(
        'select array_agg(model_id) from core.%I where status = ''published''',
        p_table
    )
    into v_kept;
    foreach v_table in array p_tables
    loop
        execute format(
            'delete from core.%I where model_id <> all($1)', v_table
        )
        using v_kept || p_model_id;
        select string_agg(
            quote_ident(columns.attname), ', ' order by columns.attnum
        )
        into v_columns
        from pg_catalog.pg_attribute as columns
        where
            columns.attrelid = format('staging.%I', v_table)::regclass
            and columns.attnum > 0
            and not columns.attisdropped;
        select string_agg(
            quote_ident(columns.attname), ', '
            order by array_position(keys.indkey::smallint[], columns.attnum)
        )
        into v_key
        from pg_catalog.pg_index as keys
        inner join pg_catalog.pg_attribute as columns
            on
                keys.indrelid = columns.attrelid
                and columns.attnum = any(keys.indkey)
                and columns.attname <> 'model_id'
        where
            keys.indrelid = format('core.%I', v_table)::regclass
            and keys.indisprimary;
        execute format(
            'insert into core.%1$I (model_id, %2$s) '
            'select $1, %2$s from staging.%1$I order by %3$s',
            v_table,
            v_columns,
            v_key
        )
        using p_model_id;
        execute format('analyze core.%I', v_table);
    end loop;
end;
$$;

comment on function staging.replace_model_rows(text, integer, text[]) is
'Move staged rows of a model into core, in the place of older models'' rows.';
