-- A run that failed: nothing was published, and its rejects are kept.
create function staging.record_failure(p_run jsonb)
returns bigint
language sql
security definer
set search_path = ''
as $$
select staging.record_run(p_run, 'load', 'failed', null);
$$;

comment on function staging.record_failure(jsonb) is
'Write a failed run, its files and its rejects into the ledger.';
