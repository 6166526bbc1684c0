-- Which tables do trainings fill and empty?
create function staging.model_tables()
returns setof text
language sql
stable
set search_path = ''
begin atomic
    select pg_class.relname::text
    from pg_catalog.pg_attribute
    inner join pg_catalog.pg_class on pg_attribute.attrelid = pg_class.oid
    where
        pg_class.relnamespace = 'core'::regnamespace
        and pg_class.relkind = 'r'
        and pg_attribute.attname = 'model_id'
        and pg_attribute.attnum > 0
    order by pg_class.relname;
end;

comment on function staging.model_tables() is
'The names of the tables of core that hold models.';
