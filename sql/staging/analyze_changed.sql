-- Take statistics of a table of core that a merge has changed, if its plans may
-- differ for that: a small change is for autovacuum to count.  A third of the
-- usual sample does, as for what is computed of it.
create function staging.analyze_changed(p_table text, p_changes bigint)
returns void
language plpgsql
security definer
set search_path = ''
set default_statistics_target = '30'
as $$
begin
    if
        p_changes > (
            select 0.05 * greatest(classes.reltuples, 0)
            from pg_catalog.pg_class as classes
            where classes.oid = format('core.%I', p_table)::regclass
        )
    then
        execute format('analyze core.%I', p_table);
    end if;
end;
$$;

comment on function staging.analyze_changed(text, bigint) is
'Take statistics of a table of core, if so many changes are many for it.';
