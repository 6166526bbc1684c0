-- Which names does a text mean?  All that a search finds as it is spelled;
-- where there is none, all that are spelled alike.  The best have the highest
-- score.
create function api.matches(p_kind text, p_query text)
returns table (
    id text,
    score double precision
)
language sql
stable
parallel safe
rows 50
security definer
set search_path = ''
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    begun as materialized (
        select
            names.id,
            names.score
        from agg.search_prefix(p_query, null, p_kind) as names
    )

    select
        begun.id,
        begun.score
    from begun
    union all
    select
        alike.id,
        alike.score
    from agg.search_similar(p_query, p_kind) as alike
    where not exists (select from begun);
end;

comment on function api.matches(text, text) is
'Names of a kind that a text means, by words or spelled alike; the higher the '
'score, the better.';
