-- Count what was staged, so that the merges are planned for its real size; for
-- that a third of the usual sample does.
create function staging.analyze(p_tables text[])
returns void
language plpgsql
security definer
set search_path = ''
set default_statistics_target = '30'
as $$
declare
    v_table text;
begin
    foreach v_table in array p_tables
    loop
        execute format('analyze staging.%I', v_table);
    end loop;
end;
$$;

comment on function staging.analyze(text[]) is
'Take statistics of some staging tables, for the plans of the merges.';
