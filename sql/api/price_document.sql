-- POST /v1/price-predictions: what should a game cost of which this is known?
create function api.price_document(
    p_genres text[] default null,
    p_tags text[] default null,
    p_specs text[] default null,
    p_developer text default null,
    p_publisher text default null,
    p_title text default null,
    p_release_year integer default null,
    p_early_access boolean default null,
    p_metascore integer default null,
    p_store_sentiment text default null,
    p_reviews_count integer default null,
    p_recommended_percent numeric default null
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'price_usd', found.predicted_usd,
            'low_usd', found.low_usd,
            'high_usd', found.high_usd,
            'coverage_percent', 80,
            'free_percent', found.free_percent,
            'clues', agg.attribute_names(found.clues_mask),
            'accuracy', agg.price_accuracy(found.clues_mask),
            'base_usd', round(found.base_usd::numeric, 2),
            'unknown_usd', round(found.unknown_usd::numeric, 2),
            'reasons',
            agg.price_reasons(
                found.features,
                found.effects_usd,
                found.feature_values,
                found.combination_mask
            ),
            'model', agg.price_model_document()
        ) as answer
    from
        agg.predicted_price(
            agg.given_attributes(
                p_genres, p_tags, p_specs, p_developer, p_publisher, p_title,
                p_release_year, p_early_access, p_metascore, p_store_sentiment,
                p_reviews_count, p_recommended_percent
            )
        ) as found;
end;

comment on function api.price_document(
    text[], text[], text[], text, text, text, integer, boolean, integer,
    text, integer, numeric
) is
'What a game should cost as /v1/price-predictions answers it; null before '
'the first price model.';
