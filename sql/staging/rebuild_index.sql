-- Build an index anew, in its least size.  Who reads its table waits
-- meanwhile; it gives up where somebody writes there.
create function staging.rebuild_index(p_index text)
returns bigint
language plpgsql
security definer
set search_path = ''
set lock_timeout = '200ms'
set maintenance_work_mem = '64MB'
set max_parallel_maintenance_workers = 0
as $$
begin
    execute format('reindex index %s', p_index::regclass);
    return pg_relation_size(p_index::regclass);
end;
$$;

comment on function staging.rebuild_index(text) is
'Build an index anew; returns its bytes.';
