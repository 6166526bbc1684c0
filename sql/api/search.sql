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
set "pg_trgm.word_similarity_threshold" = 0.4
begin atomic
    with

    typed as (
        select agg.search_text(p_query) as search_text
    ),

    beginnings as (
        select
            string_agg(
                quote_literal(words.word) || ':*', ' & '
            )::tsquery as query
        from typed
        cross join
            string_to_table(typed.search_text, ' ') as words (word)
    ),

    begun as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            (
                case
                    when names.search_text = typed.search_text then 3
                    when starts_with(names.search_text, typed.search_text)
                        then 2
                    else 1.5
                end
                + ln(1 + names.popularity) / 10
            )::real as score
        from beginnings
        inner join agg.search_names as names
            on names.words @@ beginnings.query
        cross join typed
        where p_kind is null or names.kind = p_kind
        order by score desc, names.name asc, names.kind asc
        limit p_count
    ),

    alike as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            (
                word_similarity(typed.search_text, names.search_text)
                + similarity(typed.search_text, names.search_text) / 2
                + ln(1 + names.popularity) / 40
            )::real as score
        from typed
        inner join agg.search_names as names
            on typed.search_text <% names.search_text
        where
            (p_kind is null or names.kind = p_kind)
            and (select count(*) from begun) < p_count
        order by score desc, names.name asc, names.kind asc
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
                found.kind asc
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
'Games, studios, genres and users for a text as it is typed, best first; '
'typos are forgiven.';
