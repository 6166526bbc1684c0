-- Indexes that take half as much again as their entries need.  A load, a
-- refresh or a training writes new rows before the old ones are gone: a vacuum
-- frees pages of an index, but never gives them back.
--
-- Each entry takes 12 bytes beside its columns, which are aligned, and a leaf
-- is nine tenths full when it is built.
create function staging.grown_indexes()
returns table (index_name text, byte_count bigint)
language sql
stable
security definer
set search_path = ''
begin atomic
    with

    key_columns as (
        select
            listed.indexrelid,
            coalesce(column_stats.avg_width, entry_stats.avg_width) as avg_width
        from pg_catalog.pg_index as listed
        inner join pg_catalog.pg_class as heaps
            on listed.indrelid = heaps.oid
        inner join pg_catalog.pg_class as trees
            on listed.indexrelid = trees.oid
        inner join pg_catalog.pg_am as methods
            on trees.relam = methods.oid
        inner join pg_catalog.pg_attribute as entries
            on listed.indexrelid = entries.attrelid
        left join pg_catalog.pg_attribute as stored_columns
            on
                listed.indrelid = stored_columns.attrelid
                and listed.indkey[entries.attnum - 1] = stored_columns.attnum
                and stored_columns.attnum > 0
        left join pg_catalog.pg_stats as column_stats
            on
                heaps.relnamespace::regnamespace::text = column_stats.schemaname
                and heaps.relname = column_stats.tablename
                and stored_columns.attname = column_stats.attname
        left join pg_catalog.pg_stats as entry_stats
            on
                heaps.relnamespace::regnamespace::text = entry_stats.schemaname
                and trees.relname = entry_stats.tablename
                and entries.attname = entry_stats.attname
        where
            heaps.relnamespace in ('core'::regnamespace, 'agg'::regnamespace)
            and methods.amname = 'btree'
    ),

    entry_widths as (
        select
            key_columns.indexrelid,
            12 + 8 * ceil(sum(key_columns.avg_width) / 8.0) as byte_count
        from key_columns
        group by key_columns.indexrelid
        having bool_and(key_columns.avg_width is not null)
    ),

    sizes as (
        select
            entry_widths.indexrelid,
            pg_relation_size(entry_widths.indexrelid) as byte_count,
            trees.reltuples * entry_widths.byte_count / 0.9 as needed
        from entry_widths
        inner join pg_catalog.pg_class as trees
            on entry_widths.indexrelid = trees.oid
        where trees.reltuples >= 0
    )

    select
        sizes.indexrelid::regclass::text,
        sizes.byte_count
    from sizes
    where
        sizes.byte_count > 1.5 * sizes.needed + 16384
        -- who reads waits meanwhile: less than a second
        and sizes.byte_count < 32 * 1024 * 1024
    order by sizes.byte_count desc;
end;

comment on function staging.grown_indexes() is
'Indexes with much free space in them, the largest first; one row per index.';
