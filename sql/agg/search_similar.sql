-- Names that are spelled like a text.  Of all but users those with
-- a part that shares enough groups of three letters with it, how many the
-- caller sets (pg_trgm.word_similarity_threshold); of users, who are without
-- number, those that are one slip of the finger away as a whole, each looked up
-- by itself: so what is read does not grow with the users.
create function agg.search_similar(p_query text, p_kind text)
returns table (
    kind text,
    id text,
    name text,
    popularity bigint,
    score double precision
)
language sql
stable
parallel safe
begin atomic
    with

    -- once, not for each name that is compared with it
    typed as materialized (
        select agg.search_text(p_query) as search_text
    ),

    alike as (
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from typed
        inner join agg.search_names as names
            on typed.search_text <% names.search_text
        where
            names.kind <> 'user'
            and (p_kind is null or names.kind = p_kind)
        union all
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from agg.search_names as names
        where
            names.kind = 'user'
            and (p_kind is null or p_kind = 'user')
            and names.search_text collate "C" = any(
                array(
                    select slips.slip
                    from typed
                    cross join agg.search_edits(typed.search_text) as slips
                )
            )
    )

    select
        alike.kind,
        alike.id,
        alike.name,
        alike.popularity,
        word_similarity(typed.search_text, alike.search_text)
        + similarity(typed.search_text, alike.search_text) / 2
        + ln(1 + alike.popularity) / 40 as score
    from alike
    cross join typed;
end;

comment on function agg.search_similar(text, text) is
'Names that share enough letters with a text, and users '
'that are one slip away from it.';
