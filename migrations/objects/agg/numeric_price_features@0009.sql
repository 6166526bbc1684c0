-- Numbers that a price model reads, but for the history of studios.
create function agg.numeric_price_features(p_attributes agg.game_attributes)
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
        (p_attributes).release_year as release_year,
        (p_attributes).is_early_access::integer as is_early_access,
        ((p_attributes).developer_id = (p_attributes).publisher_id)::integer
            as is_self_published,
        cardinality((p_attributes).genre_keys) as genres_count,
        cardinality((p_attributes).tag_keys) as tags_count,
        cardinality((p_attributes).spec_keys) as specs_count,
        (p_attributes).metascore as metascore,
        array_position(
            array[
                'overwhelmingly negative', 'very negative', 'negative',
                'mostly negative', 'mixed', 'mostly positive', 'positive',
                'very positive', 'overwhelmingly positive'
            ],
            agg.name_key((p_attributes).store_sentiment)
        ) - 5 as sentiment,
        substring(
            (p_attributes).store_sentiment from '^(\d{1,4}) user'
        )::integer as few_reviews_count,
        (p_attributes).reviews_count as reviews_count,
        (p_attributes).recommended_percent as recommended_percent,
        (p_attributes).owners_count as owners_count,
        100.0
        * (p_attributes).players_count
        / nullif((p_attributes).owners_count, 0)
            as players_percent,
        (p_attributes).playtime_median_minutes as playtime_median_minutes,
        cardinality(
            regexp_split_to_array(btrim((p_attributes).title), '\s+')
        ) as title_words_count,
        char_length((p_attributes).title) as title_length,
        substring((p_attributes).title from '\d{1,4}')::integer as title_number,
        cardinality(
            regexp_split_to_array((p_attributes).title, ':| - ')
        ) as title_parts;
end;

comment on function agg.numeric_price_features(agg.game_attributes) is
'Numbers that a price model reads, but for the history of studios; null is '
'unknown.';
