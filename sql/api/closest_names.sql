-- Which known names come closest to an unknown one?  Trigram similarity of
-- pg_trgm: shared three-letter groups over all of both names.  Users and games
-- are many, so an index finds who is compared at all: names that are alike,
-- and account numbers (12 digits or more; most begin alike) with the same
-- first 11 or last 5 digits, of which a slip of the finger spares one.
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
set "pg_trgm.similarity_threshold" = 0.3
begin atomic
    with

    asked as (
        select
            api.name_key(p_name) as name_key,
            agg.search_text(p_name) as search_text,
            regexp_replace(p_name, '[^0-9]', '', 'g') as digits
    ),

    found as (
        select
            names.name,
            similarity(names.name_key, asked.name_key) as similarity
        from asked
        cross join api.names
        where names.kind = p_kind and p_kind not in ('user', 'game')
        union all
        select
            names.name,
            similarity(names.search_text, asked.search_text) as similarity
        from asked
        inner join agg.search_names as names
            on names.search_text % asked.search_text
        where
            names.kind = p_kind
            and p_kind in ('user', 'game')
            and length(asked.digits) < 12
        union all
        select
            names.name,
            similarity(names.search_text, asked.digits) as similarity
        from asked
        inner join agg.search_names as names
            on
                names.search_text like left(asked.digits, 11) || '%'
                or names.search_text like '%' || right(asked.digits, 5)
        where
            names.kind = 'user'
            and p_kind = 'user'
            and length(asked.digits) >= 12
    )

    select
        found.name,
        max(found.similarity) as similarity
    from found
    where found.similarity >= 0.2
    group by found.name
    order by max(found.similarity) desc, found.name asc
    limit p_count;
end;

comment on function api.closest_names(text, text, integer) is
'The known names most similar to a text, nearest first.';
