-- A text as it is typed as queries for the index of names, each for names that
-- are one step of popularity apart: put the step's letter for every "~".
create function agg.search_queries(p_query text, p_kind text)
returns table (
    search_text text,
    begun text,
    whole text,
    equalled text
)
language sql
stable
parallel safe
begin atomic
    with

    readings as materialized (
        select
            readings.place,
            readings.kind,
            readings.reading,
            agg.search_key(readings.reading) as search_key
        from agg.search_readings(p_query) as readings
    ),

    typed as (
        select
            readings.kind,
            readings.reading,
            readings.search_key,
            substring(
                readings.search_key
                from '.(xv|xiv|xiii|xii|xi|x|ix|viii|vii|vi|v|iv|iii|ii)$'
            ) as numeral
        from readings
        where readings.place = 1
    ),

    -- as initials: "gtav" is "gta5" too
    initials as (
        select typed.search_key as joined
        from typed
        where typed.kind is null
        union all
        select
            left(typed.search_key, -length(typed.numeral))
            || agg.search_text(typed.numeral) as joined
        from typed
        where typed.kind is null and typed.numeral is not null
    ),

    words as (
        select
            readings.place,
            left(words.word, 200) as word
        from readings
        cross join
            string_to_table(agg.without_and(readings.reading), ' ')
            with ordinality as words (word, place)
        -- an address means one name; no name needs more words to be told
        where
            readings.kind is null and readings.place <= 3 and words.place <= 16
    ),

    worded as (
        select
            words.place,
            string_agg(
                case
                    when length(words.word) between 2 and 8
                        then
                            format(
                                '(%L:* | %L:*)',
                                '~:' || words.word,
                                '~@' || words.word
                            )
                    else format('%L:*', '~:' || words.word)
                end,
                ' & '
            ) as begun,
            string_agg(format('%L', '~:' || words.word), ' & ') as whole
        from words
        group by words.place
    ),

    pieces as (
        select
            'begun' as part,
            '(' || worded.begun || ')' as query
        from worded
        union all
        select
            'whole' as part,
            '(' || worded.whole || ')' as query
        from worded
        where worded.place = 1
        union all
        select
            'begun' as part,
            format('%L:*', '~@' || initials.joined) as query
        from initials
        where length(initials.joined) between 2 and 8
        union all
        select
            'begun' as part,
            format('%L:*', '~!' || typed.search_key) as query
        from typed
        where typed.kind is null
        union all
        select
            'whole' as part,
            format('%L', '~#' || initials.joined) as query
        from initials
        union all
        select
            'whole' as part,
            format('%L', '~!' || readings.search_key) as query
        from readings
        where readings.place > 2
        union all
        -- "hl1"
        select
            'whole' as part,
            format('%L', '~#' || readings.search_key) as query
        from readings
        where readings.place = 4
        union all
        select
            'equalled' as part,
            format('%L', '~' || signs.sign || typed.search_key) as query
        from typed
        cross join unnest(array['!', '$']) as signs (sign)
    ),

    queries as (
        select
            string_agg(pieces.query, ' | ') as begun,
            string_agg(pieces.query, ' | ') filter (
                where pieces.part <> 'begun'
            ) as whole,
            string_agg(pieces.query, ' | ') filter (
                where pieces.part = 'equalled'
            ) as equalled
        from pieces
    ),

    kinds as (
        select
            coalesce(' & ' || quote_literal('~%' || p_kind), '')
            || coalesce(' & ' || quote_literal('~%' || typed.kind), '')
                as query
        from typed
    )

    select
        typed.reading as search_text,
        format('(%s)%s', queries.begun, kinds.query) as begun,
        format('(%s)%s', queries.whole, kinds.query) as whole,
        format('(%s)%s', queries.equalled, kinds.query) as equalled
    from typed
    cross join queries
    cross join kinds;
end;

comment on function agg.search_queries(text, text) is
'Queries for names that a text may mean: whose words begin with those typed, '
'that have them as whole words or as initials, and that are the same.';
