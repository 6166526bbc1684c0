-- A text as it is typed as queries for the index of words, each for names that
-- are one step of popularity apart: put the step's letter for every "~".
create function agg.search_queries(p_query text, p_kind text)
returns table (
    search_text text,
    begun text,
    started text,
    equalled text
)
language sql
stable
parallel safe
begin atomic
    with

    typed as (
        select agg.search_text(p_query) as search_text
    ),

    marks as (
        select '~' || right(agg.search_bucket(kinds.kind, 0), 1) as mark
        from
            unnest(
                array['game', 'studio', 'genre', 'user', 'title', 'person']
            ) as kinds (kind)
        where p_kind is null or kinds.kind = p_kind
    ),

    -- of a word 200 letters: a query takes no word of 2 KB
    pieces as (
        select
            left(pieces.word, 200) as word,
            pieces.place
        from typed
        cross join
            string_to_table(typed.search_text, ' ')
            with ordinality as pieces (word, place)
    ),

    words as (
        select
            words.place,
            -- the first word of a name has "=" before it, each other one ":"
            string_agg(
                format(
                    '%L:* | %L:*',
                    marks.mark || '=' || words.word,
                    marks.mark || ':' || words.word
                ),
                ' | '
            ) as anywhere,
            string_agg(
                format('%L:*', marks.mark || '=' || words.word), ' | '
            ) as at_first,
            string_agg(
                format(
                    '%L',
                    marks.mark
                    || case words.place when 1 then '=' else ':' end
                    || words.word
                ),
                ' | '
            ) as whole
        from pieces as words
        cross join marks
        group by words.place
    )

    select
        typed.search_text,
        string_agg('(' || words.anywhere || ')', ' & ') as begun,
        string_agg(
            '('
            || case words.place
                when 1 then words.at_first
                else words.anywhere
            end
            || ')',
            ' & '
        ) as started,
        string_agg('(' || words.whole || ')', ' & ') as equalled
    from words
    cross join typed
    group by typed.search_text;
end;

comment on function agg.search_queries(text, text) is
'Queries for names whose words begin with those typed, that begin so '
'themselves, and that are the same.';
