-- Does an aggregate read what the present transaction has written: a table of
-- core, or an aggregate that was replaced by other rows?  Postgres counts the
-- rows that a transaction writes to a table, unless it is told not to; it may
-- count some of earlier ones of the session too, which only costs time.
create function agg.is_stale(p_aggregate text)
returns boolean
language sql
volatile
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
        not pg_catalog.current_setting('track_counts')::boolean
        or pg_catalog.bool_or(
            pg_catalog.pg_stat_get_xact_tuples_inserted(sources.read_from)
            + pg_catalog.pg_stat_get_xact_tuples_updated(sources.read_from)
            + pg_catalog.pg_stat_get_xact_tuples_deleted(sources.read_from)
            > 0
        ) as is_stale
    from sources;
end;

comment on function agg.is_stale(text) is
'Whether an aggregate reads rows that the present transaction has written.';
