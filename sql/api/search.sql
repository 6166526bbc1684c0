-- What does somebody who types this look for?  Names whose words begin with
-- the words typed come first, the most popular before the others; where they
-- are too few, names that are spelled alike follow.
create function api.search(
    p_query text, p_count integer default 10, p_kind text default null
)
returns table (
    place bigint,
    kind text,
    id text,
    name text,
    popularity bigint,
    score real
)
language sql
stable
parallel safe
security definer
set search_path = ''
-- planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    begun as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            names.score
        from agg.search_prefix(p_query, p_count, p_kind) as names
        order by
            names.score desc, names.name asc, names.kind asc, names.id asc
        limit p_count
    ),

    alike as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            names.score::real as score
        from agg.search_similar(p_query, p_kind) as names
        where (select count(*) from begun) < p_count
        order by
            score desc, names.name asc, names.kind asc, names.id asc
        limit p_count
    ),

    found as (
        select
            1 as step,
            begun.*
        from begun
        union all
        select
            2 as step,
            alike.*
        from alike
        where (alike.kind, alike.id) not in (
            select
                begun.kind,
                begun.id
            from begun
        )
    )

    select
        row_number() over (
            order by
                found.step asc,
                found.score desc,
                found.name asc,
                found.kind asc,
                found.id asc
        ) as place,
        found.kind,
        found.id,
        found.name,
        found.popularity,
        found.score
    from found
    order by place asc
    limit p_count;
end;

comment on function api.search(text, integer, text) is
'Games, studios, genres, users, titles and people for a text as it is typed, '
'best first; typos are forgiven.';
