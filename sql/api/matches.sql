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
security definer
set search_path = ''
set "pg_trgm.word_similarity_threshold" = 0.5
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

    begun as materialized (
        select
            names.id,
            case
                when names.search_text = typed.search_text then 3
                when starts_with(names.search_text, typed.search_text)
                    then 2
                else 1.5
            end
            + ln(1 + names.popularity) / 10 as score
        from beginnings
        inner join agg.search_names as names
            on names.words @@ beginnings.query
        cross join typed
        where names.kind = p_kind
    ),

    alike as (
        select
            names.id,
            word_similarity(typed.search_text, names.search_text)
            + similarity(typed.search_text, names.search_text) / 2
            + ln(1 + names.popularity) / 40 as score
        from typed
        inner join agg.search_names as names
            on typed.search_text <% names.search_text
        where
            names.kind = p_kind
            and not exists (select from begun)
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
