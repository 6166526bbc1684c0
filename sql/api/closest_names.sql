-- Which known names come closest to an unknown one?  Trigram similarity of
-- pg_trgm: shared three-letter groups over all of both names.  Games, titles
-- and people are many, so an index finds who is compared at all.  Users are
-- without number: those are compared that are one slip of the finger away, that
-- are the same but for case and what stands between words (account numbers, of
-- 12 digits or more, but for all that is not a digit), or that begin so.  Ids
-- of viewers and titles are compared as numbers.
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
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    digits as (
        select regexp_replace(p_name, '[^0-9]', '', 'g') as digits
    ),

    asked as materialized (
        select
            api.name_key(p_name) as name_key,
            case
                when p_kind = 'user' and length(digits.digits) >= 12
                    then digits.digits
                else agg.search_text(p_name)
            end as search_text
        from digits
    ),

    found as (
        select
            names.name,
            similarity(names.name_key, asked.name_key) as similarity
        from asked
        cross join api.names
        where
            names.kind = p_kind
            and p_kind not in ('user', 'game', 'title', 'person', 'viewer')
            -- where they are few, any of them may be meant
            and (
                p_kind in ('platform', 'kind')
                or similarity(names.name_key, asked.name_key) >= 0.2
            )
        union all
        select
            names.name,
            similarity(names.search_text, asked.search_text) as similarity
        from asked
        inner join agg.search_names as names
            on names.search_text % asked.search_text
        where
            names.kind = p_kind
            and p_kind in ('game', 'title', 'person')
            -- what the index holds
            and names.kind <> 'user'
        union all
        select
            names.name,
            similarity(names.search_text, asked.search_text) as similarity
        from asked
        inner join agg.search_names as names
            on names.search_text collate "C" = any(
                array(
                    select slips.slip
                    from agg.search_edits(asked.search_text) as slips
                )
            )
        where names.kind = 'user' and p_kind = 'user'
        union all
        select
            names.name,
            similarity(agg.search_text(names.name), asked.search_text)
                as similarity
        from asked
        cross join
            agg.search_prefix(asked.search_text, p_count, 'user') as names
        where p_kind = 'user'
        union all
        select
            ids.id as name,
            -- nearer than a name that shares a few letters with the id
            (1 + 1.0 / ids.place)::real as similarity
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
'The known names most similar to a text, nearest first.';
