-- The five features that moved a price most, and how, as documents have them.
create function agg.price_reasons(
    p_features smallint[],
    p_effects double precision[],
    p_values double precision[],
    p_combination_mask integer
)
returns json
language sql
stable
parallel safe
begin atomic
    with

    moved as (
        select
            features.kind,
            features.name,
            -- of a combination the developer stands for it, else its first clue
            case
                when features.name not like 'combination%' then features.clue
                when p_combination_mask & 32 > 0 then 'studios'
                else (agg.attribute_names(p_combination_mask))[1]
            end as clue,
            round(effects.feature_value::numeric, 2) as feature_value,
            round(effects.effect_usd::numeric, 2) as effect_usd,
            row_number() over (
                order by abs(effects.effect_usd) desc, features.feature asc
            ) as place
        from
            unnest(p_features, p_effects, p_values)
                as effects (feature, effect_usd, feature_value)
        inner join core.price_model_features as features using (feature)
        inner join agg.published_price_model using (model_id)
        -- without a combination it is the mean of all, and no reason
        where features.name not like 'combination%' or p_combination_mask > 0
    )

    select
        coalesce(
            json_agg(
                json_build_object(
                    'place', moved.place,
                    'clue', moved.clue,
                    'kind', moved.kind,
                    'feature', moved.name,
                    'value', moved.feature_value,
                    'effect_usd', moved.effect_usd
                )
                order by moved.place
            ),
            '[]'
        ) as answer
    from moved
    where moved.place <= 5;
end;

comment on function agg.price_reasons(
    smallint[], double precision[], double precision[], integer
) is
'The five features that moved a price most, and how, as documents have them.';
