-- Which rows of a table follow the keys that were touched: a condition on its
-- columns, 'true' for all of them, null for none.  All are computed anew where
-- more than a fifth of the users, games or labels that it is about were
-- touched, if that are many at all: at a fifth keys take half of the time.
create function agg.touched_condition(
    p_aggregate text, p_touched core.touched_keys[]
)
returns text
language sql
stable
set search_path = ''
begin atomic
    with

    followed as (
        select
            keyed.key_column,
            array_agg(distinct touched.key) as key_values,
            bool_or(touched.key is null) as is_all
        from agg.keyed_aggregates as keyed
        inner join unnest(p_touched) as touched using (kind)
        where keyed.aggregate = p_aggregate
        group by keyed.key_column
    ),

    known as (
        select sum(classes.reltuples) as keys_count
        from agg.keyed_aggregates as keyed
        inner join pg_catalog.pg_class as classes
            on classes.oid = to_regclass('core.' || keyed.kind || 's')
        where keyed.aggregate = p_aggregate
    )

    select
        case
            when
                bool_or(followed.is_all)
                or sum(cardinality(followed.key_values))
                > greatest(1000, (select known.keys_count from known) / 5)
                then 'true'
            else
                string_agg(
                    format(
                        '%I = any (%L::%s[])',
                        followed.key_column,
                        followed.key_values,
                        format_type(attributes.atttypid, null)
                    ),
                    ' or '
                )
        end as key_condition
    from followed
    inner join pg_catalog.pg_attribute as attributes
        on
            attributes.attrelid = format('agg.%I', p_aggregate)::regclass
            and followed.key_column = attributes.attname;
end;

comment on function agg.touched_condition(text, core.touched_keys[]) is
'A condition for the rows of a table that follow keys that were touched; null '
'for none.';
