-- Which names does a text mean?  All whose words begin with the words typed;
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
set "pg_trgm.word_similarity_threshold" = 0.5
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    begun as materialized (
        select
            names.id,
            agg.search_score(
                names.search_text, queries.search_text, names.popularity
            ) as score
        from agg.search_queries(p_query, p_kind) as queries
        cross join generate_series(ascii('a'), ascii('i')) as steps (step)
        inner join agg.search_names as names
            on
                names.words
                @@ replace(queries.begun, '~', chr(steps.step))::tsquery
    ),

    alike as (
        select
            names.id,
            names.score
        from agg.search_similar(p_query, p_kind) as names
        where not exists (select from begun)
    )

    select
        begun.id,
        begun.score
    from begun
    union all
    select
        alike.id,
        alike.score
    from alike;
end;

comment on function api.matches(text, text) is
'Names of a kind that a text means, by words or spelled alike; the higher the '
'score, the better.';
