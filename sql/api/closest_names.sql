-- Which known names come closest to an unknown one?  Of games, studios, genres,
-- users, titles and people those that a search finds.  Of the others, which are
-- few, those that share three-letter groups with it (pg_trgm).  Ids of viewers
-- and titles are compared as numbers.
create function api.closest_names(
    p_kind text, p_name text, p_count integer default 3
)
returns table (
    name text,
    similarity real
)
language sql
stable
parallel safe
security definer
set search_path = ''
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    asked as materialized (
        select api.name_key(p_name) as name_key
    ),

    found as (
        select
            names.name,
            similarity(names.name_key, asked.name_key) as similarity
        from asked
        cross join api.names
        where
            names.kind = p_kind
            and p_kind not in (
                'user', 'game', 'studio', 'genre', 'title', 'person', 'viewer'
            )
            -- where they are few, any of them may be meant
            and (
                p_kind in ('platform', 'kind')
                or similarity(names.name_key, asked.name_key) >= 0.2
            )
        union all
        select
            names.name,
            names.score as similarity
        -- two games may have one name
        from api.search(p_name, 2 * p_count, p_kind) as names
        where
            p_kind in ('user', 'game', 'studio', 'genre', 'title', 'person')
        union all
        select
            ids.id as name,
            -- nearer than a name that a search finds by the id's letters
            (10 + 1.0 / ids.place)::real as similarity
        from agg.closest_ids(p_kind, p_name, p_count) as ids
    )

    select
        found.name,
        max(found.similarity) as similarity
    from found
    group by found.name
    order by max(found.similarity) desc, found.name asc
    limit p_count;
end;

comment on function api.closest_names(text, text, integer) is
'The known names closest to a text, nearest first.';
