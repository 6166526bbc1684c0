-- How far off the published model is with such clues, as documents have it.
create function agg.price_accuracy(p_mask integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'mae_usd', round(errors.mae_usd::numeric, 2),
            'rmse_usd', round(errors.rmse_usd::numeric, 2),
            'games_count', errors.games_count,
            'protocol',
            '5-fold cross-validation by chance, prices over 100 USD left out, '
            'told only: '
            || array_to_string(
                coalesce(
                    nullif(agg.attribute_names(p_mask), '{}'),
                    array['nothing']
                ),
                ', '
            )
        ) as answer
    from core.price_model_errors as errors
    inner join agg.published_price_model using (model_id)
    where errors.clues_mask = p_mask;
end;

comment on function agg.price_accuracy(integer) is
'How far off the published price model is with such clues, as documents have '
'it.';
