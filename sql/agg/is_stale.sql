-- Does an aggregate read what was written: tables of core, or aggregates that
-- were replaced by other rows?
create function agg.is_stale(p_aggregate text, p_written regclass[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
    with recursive

    reads as (
        select distinct
            rules.ev_class as reader,
            links.refobjid as read_from
        from pg_catalog.pg_depend as links
        inner join pg_catalog.pg_rewrite as rules
            on links.objid = rules.oid
        where
            links.classid = 'pg_catalog.pg_rewrite'::regclass
            and links.refclassid = 'pg_catalog.pg_class'::regclass
            and links.refobjid <> rules.ev_class
    ),

    sources as (
        select reads.read_from
        from reads
        where reads.reader = format('agg.%I', p_aggregate)::regclass
        union
        -- a plain view holds no rows: what it reads counts
        select reads.read_from
        from sources
        inner join pg_catalog.pg_class as readers
            on sources.read_from = readers.oid and readers.relkind = 'v'
        inner join reads on readers.oid = reads.reader
    )

    select
        coalesce(pg_catalog.bool_or(sources.read_from = any(p_written)), false)
            as is_stale
    from sources;
end;

comment on function agg.is_stale(text, regclass[]) is
'Whether an aggregate reads any of the relations that were written.';
