-- What should a game cost?  One row, or none before the first model.
create function agg.predicted_price(p_attributes agg.game_attributes)
returns table (
    predicted_usd numeric,
    low_usd numeric,
    high_usd numeric,
    base_usd double precision,
    unknown_usd double precision,
    features smallint[],
    effects_usd double precision[],
    feature_values double precision[],
    clues_mask integer
)
language sql
stable
parallel safe
begin atomic
    with

    told as materialized (
        select agg.price_feature_values(p_attributes) as feature_values
    ),

    effects as materialized (
        select
            found.output,
            found.feature,
            found.effect_usd,
            told.feature_values[found.feature] as feature_value
        from told
        cross join
            lateral agg.price_feature_effects(told.feature_values) as found
    ),

    outputs as (
        select
            sum(effects.effect_usd) filter (
                where effects.output = 'price'
            ) as price,
            sum(effects.effect_usd) filter (
                where effects.output = 'low'
            ) as low,
            sum(effects.effect_usd) filter (
                where effects.output = 'high'
            ) as high,
            sum(effects.effect_usd) filter (
                where effects.output = 'price' and effects.feature is null
            ) as base,
            -- what is unknown moves a price too, but is no reason
            array_agg(effects.feature order by effects.feature) filter (
                where
                effects.output = 'price' and effects.feature_value is not null
            ) as features,
            array_agg(effects.effect_usd order by effects.feature) filter (
                where
                effects.output = 'price' and effects.feature_value is not null
            ) as effects_usd,
            coalesce(
                sum(effects.effect_usd) filter (
                    where
                    effects.output = 'price'
                    and effects.feature is not null
                    and effects.feature_value is null
                ),
                0
            ) as unknown_usd
        from effects
    )

    select
        round(greatest(outputs.price, 0)::numeric, 2) as predicted_usd,
        round(
            greatest(
                least(outputs.low - errors.margin_usd, outputs.price), 0
            )::numeric,
            2
        ) as low_usd,
        round(
            greatest(
                outputs.high + errors.margin_usd, outputs.price, 0
            )::numeric,
            2
        ) as high_usd,
        outputs.base as base_usd,
        outputs.unknown_usd,
        outputs.features,
        outputs.effects_usd,
        told.feature_values,
        errors.clues_mask::integer as clues_mask
    from outputs
    cross join told
    cross join agg.published_price_model as models
    inner join core.price_model_errors as errors
        on
            models.model_id = errors.model_id
            and agg.attribute_mask(p_attributes) = errors.clues_mask;
end;

comment on function agg.predicted_price(agg.game_attributes) is
'The price that the published model foresees, its range, what each feature '
'adds to it, and which clues were given.';
