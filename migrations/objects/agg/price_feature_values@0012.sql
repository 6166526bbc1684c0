-- What the published model reads of a game: a value for each feature, in
-- their order; null is unknown.
create function agg.price_feature_values(
    p_attributes agg.game_attributes,
    p_combination_usd double precision,
    p_combination_count integer
)
returns double precision[]
language sql
stable
parallel safe
begin atomic
    with

    numbers as (
        select to_jsonb(found) as named
        from agg.numeric_price_features(p_attributes) as found
        union all
        select
            jsonb_build_object(
                'combination_usd', p_combination_usd,
                'combination_count', p_combination_count
            ) as named
        union all
        select
            jsonb_build_object(
                past.kind || '_last_usd', past.last_usd,
                past.kind || '_mean_usd', past.mean_usd,
                past.kind || '_count', past.games_count
            ) as named
        from
            agg.price_history_for(
                (p_attributes).developer_id,
                (p_attributes).publisher_id,
                agg.series_key(agg.search_text((p_attributes).title)),
                'downloadable content' = any((p_attributes).spec_keys)
            ) as past
    ),

    by_name as (
        select
            pairs.name,
            pairs.number::double precision as number
        from numbers
        cross join
            lateral jsonb_each_text(numbers.named) as pairs (name, number)
    ),

    labels as (
        select
            'genre' as kind,
            (p_attributes).genre_keys as label_keys
        union all
        select
            'tag' as kind,
            (p_attributes).tag_keys as label_keys
        union all
        select
            'spec' as kind,
            (p_attributes).spec_keys as label_keys
        union all
        select
            'word' as kind,
            string_to_array(agg.search_text((p_attributes).title), ' ')
                as label_keys
    )

    select
        array_agg(
            coalesce(
                by_name.number,
                (
                    agg.name_key(features.name) = any(labels.label_keys)
                )::integer
            )
            order by features.feature
        ) as feature_values
    from core.price_model_features as features
    inner join agg.published_price_model using (model_id)
    -- a feature is a number or a label
    left join by_name
        on
            features.kind = 'number'
            and features.name = by_name.name
    left join labels using (kind);
end;

comment on function agg.price_feature_values(
    agg.game_attributes, double precision, integer
) is
'What the published price model reads of a game, in the order of its '
'features; null is unknown.';
