-- Make the rows of a table that meet a condition those of a query.  Only rows
-- that differ are written, and nobody who reads is locked out.  A table that
-- was never filled gets its indexes afterwards: a third of the time.
create function agg.replace_rows(
    p_aggregate text, p_query text, p_condition text
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_table regclass := format('agg.%I', p_aggregate);
    v_stored real := (
        select classes.reltuples
        from pg_catalog.pg_class as classes
        where classes.oid = v_table
    );
    v_is_new boolean;
    v_key text;
    v_definitions text[];
    v_statement text;
    v_rows bigint;
begin
    -- rows that a backup brought back have not been counted either
    execute format('select not exists (select from %s)', v_table)
    into v_is_new;
    if v_stored < 0 and v_is_new then
        select
            string_agg(
                'drop index ' || indexes.indexrelid::regclass::text, '; '
            ),
            array_agg(pg_catalog.pg_get_indexdef(indexes.indexrelid))
        into v_statement, v_definitions
        from pg_catalog.pg_index as indexes
        where indexes.indrelid = v_table;
        execute v_statement;
        -- a query that makes a table may have parallel workers, one that
        -- inserts may not
        execute format('create temporary table fresh as %s', p_query);
        execute format('insert into %s table pg_temp.fresh', v_table);
        get diagnostics v_rows = row_count;
        drop table pg_temp.fresh;
        foreach v_statement in array v_definitions
        loop
            execute v_statement;
        end loop;
    else
        select
            string_agg(
                format('old.%1$I = fresh.%1$I', columns.attname), ' and '
            )
        into v_key
        from pg_catalog.pg_index as indexes
        inner join pg_catalog.pg_attribute as columns
            on
                indexes.indrelid = columns.attrelid
                and columns.attnum = any(indexes.indkey)
        where
            indexes.indrelid = v_table
            and indexes.indisunique;
        execute format(
            'with fresh as materialized (%2$s), '
            'gone as (delete from %1$s as old where (%3$s) and not exists ('
            'select from fresh where %4$s and fresh *= old) returning 1), '
            'come as (insert into %1$s select fresh.* from fresh '
            -- what is replaced must be gone first
            'where (select count(*) from gone) >= 0 and not exists ('
            'select from %1$s as old where %4$s and fresh *= old) returning 1) '
            'select (select count(*) from gone) + (select count(*) from come)',
            v_table,
            p_query,
            p_condition,
            v_key
        )
        into v_rows;
    end if;
    if v_stored < 0 or v_rows > v_stored / 10 then
        execute format('analyze %s', v_table);
    end if;
    return v_rows;
end;
$$;

comment on function agg.replace_rows(text, text, text) is
'Replace the rows of a table that meet a condition by those of a query; '
'returns how many were removed or added.';
