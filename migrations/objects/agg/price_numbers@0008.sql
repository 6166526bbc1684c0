-- Numbers that a price model reads, but for the history of studios.
create function agg.price_numbers(p_clues agg.price_clues)
returns table (
    release_year numeric,
    is_early_access integer,
    is_self_published integer,
    genres_count integer,
    tags_count integer,
    specs_count integer,
    metascore integer,
    sentiment integer,
    few_reviews_count integer,
    reviews_count integer,
    recommended_percent numeric,
    owners_count bigint,
    players_percent numeric,
    playtime_median_minutes numeric,
    title_words_count integer,
    title_length integer,
    title_number integer,
    title_parts integer
)
language sql
immutable
parallel safe
begin atomic
    select
        (p_clues).release_year as release_year,
        (p_clues).is_early_access::integer as is_early_access,
        ((p_clues).developer_id = (p_clues).publisher_id)::integer
            as is_self_published,
        cardinality((p_clues).genre_keys) as genres_count,
        cardinality((p_clues).tag_keys) as tags_count,
        cardinality((p_clues).spec_keys) as specs_count,
        (p_clues).metascore as metascore,
        array_position(
            array[
                'overwhelmingly negative', 'very negative', 'negative',
                'mostly negative', 'mixed', 'mostly positive', 'positive',
                'very positive', 'overwhelmingly positive'
            ],
            lower((p_clues).store_sentiment collate "default")
        ) - 5 as sentiment,
        substring(
            (p_clues).store_sentiment from '^(\d{1,4}) user'
        )::integer as few_reviews_count,
        (p_clues).reviews_count as reviews_count,
        (p_clues).recommended_percent as recommended_percent,
        (p_clues).owners_count as owners_count,
        100.0 * (p_clues).players_count / nullif((p_clues).owners_count, 0)
            as players_percent,
        (p_clues).playtime_median_minutes as playtime_median_minutes,
        cardinality(
            regexp_split_to_array(btrim((p_clues).title), '\s+')
        ) as title_words_count,
        char_length((p_clues).title) as title_length,
        substring((p_clues).title from '\d{1,4}')::integer as title_number,
        cardinality(
            regexp_split_to_array((p_clues).title, ':| - ')
        ) as title_parts;
end;

comment on function agg.price_numbers(agg.price_clues) is
'Numbers that a price model reads, but for the history of studios; null is '
'unknown.';
