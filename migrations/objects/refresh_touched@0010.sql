-- Outside of loads: the aggregates for what was touched since the last refresh.
-- With p_kinds, for the transaction that has just written, the rows of users or
-- games alone, and the rest is left to the next call without.
create function agg.refresh_touched(p_kinds text[] default null)
returns integer
language sql
security definer
set search_path = ''
begin atomic
    select agg.refresh(
        p_written_only => true, p_kinds => p_kinds
    ) as aggregates_count;
end;

comment on function agg.refresh_touched(text[]) is
'Bring what was touched up to date: all of it, or the rows of some kinds of '
'keys; returns how many aggregates have other rows.';
