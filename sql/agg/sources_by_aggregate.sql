-- What does a stored aggregate read?  Tables of core and other stored
-- aggregates; of a plain view, which holds no rows, what that reads.
-- Grain: one row per aggregate.
create view agg.sources_by_aggregate as
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

aggregates as (
    select
        keyed.aggregate,
        format('agg.%I', keyed.aggregate || '_definition')::regclass as reader
    from agg.keyed_aggregates as keyed
    union
    select
        matviews.matviewname,
        format('agg.%I', matviews.matviewname)::regclass as reader
    from pg_catalog.pg_matviews as matviews
    where matviews.schemaname = 'agg'
),

sources as (
    select
        aggregates.aggregate,
        reads.read_from
    from aggregates
    inner join reads on aggregates.reader = reads.reader
    union
    select
        sources.aggregate,
        reads.read_from
    from sources
    inner join pg_catalog.pg_class as readers
        on sources.read_from = readers.oid and readers.relkind = 'v'
    inner join reads on readers.oid = reads.reader
)

select
    aggregate,
    array_agg(read_from::regclass) as sources
from sources
where aggregate <> 'search_vocabulary'
group by aggregate
union all
-- words change with names, not with how popular these are
values
(
    'search_vocabulary',
    array[
        'agg.names_by_game',
        'core.studios',
        'core.game_studios',
        'core.genres',
        'core.game_genres',
        'core.titles',
        'core.people'
    ]::regclass[]
);

comment on view agg.sources_by_aggregate is
'What stored aggregates read; one row per aggregate.';
comment on column agg.sources_by_aggregate.aggregate is
'The table or materialized view, in schema agg.';
comment on column agg.sources_by_aggregate.sources is
'Tables of core and stored aggregates, and the views between.';
