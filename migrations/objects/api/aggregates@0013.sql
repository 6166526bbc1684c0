-- What is stored for quick answers, how large is it, and of when?  Grain: one
-- row per aggregate.
create view api.aggregates as
select
    classes.relname::text as name,
    case classes.relkind when 'r' then 'keys' else 'whole' end as refreshed_by,
    nullif(classes.reltuples, -1)::bigint as rows_count,
    pg_total_relation_size(classes.oid) as byte_count,
    counted.last_analyze as refreshed_at
from pg_catalog.pg_class as classes
-- without a row nothing was counted yet
left join pg_catalog.pg_stat_all_tables as counted
    on classes.oid = counted.relid
where
    classes.relnamespace = 'agg'::regnamespace
    and classes.relkind in ('m', 'r');

comment on view api.aggregates is
'Tables and materialized views of schema agg; one row per aggregate.';
comment on column api.aggregates.name is
'Its name, in schema agg.';
comment on column api.aggregates.refreshed_by is
'''whole'': computed whole; ''keys'': the rows of what was touched.';
comment on column api.aggregates.rows_count is
'Its rows, as Postgres counted them last; null before it did.';
comment on column api.aggregates.byte_count is
'Its size on disk, with indexes.';
comment on column api.aggregates.refreshed_at is
'When all or many of its rows were last written, and counted; single keys may '
'have followed since.  Null where the server lost its statistics, as after a '
'crash.';
