-- Names that are spelled like a text.  Of all but users those that have every
-- word of it, or all but one where few have them all; a word may be another
-- one of the vocabulary: one slip of the finger away, or one that shares enough
-- groups of three letters.  Users, who are without number, are looked up by
-- each slip of the whole text.
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
rows 50
-- apart from its callers, which seldom need it: its plan is the greater part
set "pg_trgm.similarity_threshold" = 0.4
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    -- digits apart from letters, where it makes a difference
    typed as materialized (
        select readings.reading as search_text
        from agg.search_readings(p_query) as readings
        where readings.kind is null and readings.place <= 2
        order by readings.place desc
        limit 1
    ),

    words as (
        select
            words.word,
            words.place
        from typed
        cross join
            string_to_table(agg.without_and(typed.search_text), ' ')
            with ordinality as words (word, place)
        -- more are no name
        where words.place <= 8
    ),

    meant as (
        select
            words.place,
            format('%L', '.' || left(words.word, 200))
            || case when length(words.word) > 2 then ':*' else '' end as query
        from words
        union all
        select
            words.place,
            format('%L', '.' || known.word) as query
        from words
        inner join agg.search_vocabulary as known
            on
                known.word = any(
                    array(
                        select slips.slip
                        from agg.search_edits(words.word) as slips
                    )
                )
        -- another number is another game
        where words.word ~ '[[:alpha:]]'
        union all
        select
            words.place,
            format('%L', '.' || known.word) as query
        from words
        inner join agg.search_vocabulary as known
            on words.word % known.word
        where length(words.word) > 4
    ),

    queries as materialized (
        select
            meant.place,
            '(' || string_agg(distinct meant.query, ' | ') || ')' as query
        from meant
        group by meant.place
    ),

    spelled as (
        select string_agg(queries.query, ' & ')::tsquery as wanted
        from queries
    ),

    whole as materialized (
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from spelled
        inner join agg.search_names as names on names.words @@ spelled.wanted
        where p_kind is null or names.kind = p_kind
    ),

    apart as (
        select string_agg(kept.query, ' & ') as query
        from queries as gone
        inner join queries as kept on gone.place <> kept.place
        where (select count(*) from whole) < 5
        group by gone.place
    ),

    loose as (
        select string_agg(format('(%s)', apart.query), ' | ')::tsquery as wanted
        from apart
    ),

    alike as (
        select
            whole.kind,
            whole.id,
            whole.name,
            whole.search_text,
            whole.popularity
        from whole
        union all
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from loose
        inner join agg.search_names as names on names.words @@ loose.wanted
        where
            (p_kind is null or names.kind = p_kind)
            and not exists (
                select from whole
                where whole.kind = names.kind and whole.id = names.id
            )
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
            and agg.search_key(names.search_text) collate "C" = any(
                array(
                    select slips.slip
                    from typed
                    cross join
                        agg.search_edits(agg.search_key(typed.search_text))
                            as slips
                )
            )
    )

    select
        alike.kind,
        alike.id,
        alike.name,
        alike.popularity,
        -- a letter says more than fame
        3 * similarity(typed.search_text, alike.search_text)
        + ln(1 + alike.popularity) / 10 as score
    from alike
    cross join typed;
end;

comment on function agg.search_similar(text, text) is
'Names whose words are spelled like those of a text, and users that are one '
'slip away from it.';
