-- The lines that this load has read are known from now on.
create function staging.merge_known_lines()
returns void
language sql
security definer
set search_path = ''
as $$
insert into core.known_lines as known (digest, records_count, rules)
select distinct on (staged.digest)
    staged.digest,
    staged.records_count,
    staged.rules
from staging.known_lines as staged
order by
    staged.digest asc,
    staged.records_count desc
on conflict (digest) do update
set
    records_count = excluded.records_count,
    rules = excluded.rules
where
    (known.records_count, known.rules) is distinct from (
        excluded.records_count, excluded.rules
    );
$$;

comment on function staging.merge_known_lines() is
'Remember the lines of libraries that this load has read.';
