-- What should a game cost?  One row, or none before the first model.  Of few
-- clues the mean of the combination answers alone; else the trees start from
-- it.
create function agg.predicted_price(p_attributes agg.game_attributes)
returns table (
    predicted_usd numeric,
    low_usd numeric,
    high_usd numeric,
    free_percent numeric,
    base_usd double precision,
    unknown_usd double precision,
    features smallint[],
    effects_usd double precision[],
    feature_values double precision[],
    clues_mask integer,
    combination_mask integer
)
language sql
stable
parallel safe
begin atomic
    with

    models as (
        select
            models.model_id,
            combination.clues_mask as combination_mask,
            combination.mean_usd,
            combination.games_count,
            combination.free_percent,
            combination.base_usd,
            agg.attribute_mask(p_attributes) as clues_mask,
            -- genres 1, early access 8, release 16
            combination.clues_mask is not null
            and 0 = (agg.attribute_mask(p_attributes) & ~25) as is_few
        from agg.published_price_model as models
        -- models of before have none
        left join agg.price_combination(p_attributes) as combination on true
    ),

    told as materialized (
        select
            agg.price_feature_values(
                p_attributes, models.mean_usd, models.games_count
            ) as feature_values
        from models
        where not models.is_few
    ),

    steps as (
        select
            found.output,
            found.feature,
            found.effect_usd,
            told.feature_values[found.feature] as feature_value
        from told
        cross join
            lateral agg.price_feature_effects(told.feature_values) as found
        union all
        select
            'price' as output,
            null as feature,
            models.base_usd as effect_usd,
            null as feature_value
        from models
        where models.base_usd is not null
        union all
        select
            'price' as output,
            features.feature,
            models.mean_usd - models.base_usd as effect_usd,
            models.mean_usd as feature_value
        from models
        inner join core.price_model_features as features
            on
                models.model_id = features.model_id
                and features.name = 'combination_usd'
        where models.combination_mask > 0
    ),

    effects as (
        select
            steps.output,
            steps.feature,
            sum(steps.effect_usd) as effect_usd,
            max(steps.feature_value) as feature_value
        from steps
        group by steps.output, steps.feature
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
            array_agg(effects.feature_value order by effects.feature) filter (
                where
                effects.output = 'price' and effects.feature_value is not null
            ) as feature_values,
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
    ),

    ranges as (
        select
            models.clues_mask,
            models.combination_mask,
            greatest(outputs.price, 0) as price,
            case
                when bands.band is null then outputs.low - errors.margin_usd
                when models.is_few and models.free_percent >= 10 then 0
                when bands.low_usd is null then 0
                else outputs.price + bands.low_usd
            end as low,
            case
                when bands.band is null then outputs.high + errors.margin_usd
                else outputs.price + bands.high_usd
            end as high,
            case
                when models.is_few then models.free_percent
                else bands.free_percent
            end as free_percent
        from models
        cross join outputs
        inner join core.price_model_errors as errors
            using (model_id, clues_mask)
        left join lateral (
            select
                found.band,
                found.low_usd,
                found.high_usd,
                found.free_percent
            from core.price_model_bands as found
            where
                found.model_id = models.model_id
                and found.clues_mask = models.clues_mask
                and found.from_usd <= greatest(outputs.price, 0)
            order by found.from_usd desc
            limit 1
        ) as bands on true
    )

    select
        round(ranges.price::numeric, 2) as predicted_usd,
        round(
            greatest(least(ranges.low, ranges.price), 0)::numeric, 2
        ) as low_usd,
        round(greatest(ranges.high, ranges.price)::numeric, 2) as high_usd,
        round(ranges.free_percent::numeric, 1) as free_percent,
        outputs.base as base_usd,
        outputs.unknown_usd,
        outputs.features,
        outputs.effects_usd,
        outputs.feature_values,
        ranges.clues_mask,
        ranges.combination_mask
    from ranges
    cross join outputs;
end;

comment on function agg.predicted_price(agg.game_attributes) is
'The price that the published model foresees, its range, how likely it is '
'free, what each feature adds to the price, and which clues were given.';
