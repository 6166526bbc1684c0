-- Which stored aggregates differ from what their definitions say of the data of
-- now?  Those that were never filled hold nothing, which may be right.
create function agg.differing_aggregates()
returns table (aggregate text, missing_count bigint, surplus_count bigint)
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
-- as in agg.refresh()
set random_page_cost = '4'
as $$
declare
    v_stored text;
    v_definition text;
begin
    for aggregate, v_stored, v_definition in
        select
            matviews.matviewname,
            case
                when matviews.ispopulated
                    then format('table agg.%I', matviews.matviewname)
                else format('(%s) limit 0', rtrim(matviews.definition, ';'))
            end,
            rtrim(matviews.definition, ';')
        from pg_catalog.pg_matviews as matviews
        where matviews.schemaname = 'agg'
        union all
        select distinct
            keyed.aggregate,
            format('table agg.%I', keyed.aggregate),
            format('table agg.%I', keyed.aggregate || '_definition')
        from agg.keyed_aggregates as keyed
        order by matviewname
    loop
        execute format(
            'with stored as materialized (%s), defined as materialized (%s) '
            'select (select count(*) from (table defined except all '
            'table stored) as missing), (select count(*) from (table stored '
            'except all table defined) as surplus)',
            v_stored,
            v_definition
        )
        into missing_count, surplus_count;
        if missing_count + surplus_count > 0 then
            return next;
        end if;
    end loop;
end;
$$;

comment on function agg.differing_aggregates() is
'Aggregates that are not what their definitions say: rows that are missing, '
'and rows that should not be there.';
