-- How far off the published model is with such clues, as documents have it;
-- with null, of the games of the catalogue.
create function agg.price_accuracy(p_mask integer)
returns json
language sql
stable
parallel safe
begin atomic
    with

    measured as (
        select
            errors.mae_usd,
            errors.rmse_usd,
            errors.games_count,
            ', told only: '
            || array_to_string(
                coalesce(
                    nullif(agg.attribute_names(p_mask), '{}'),
                    array['nothing']
                ),
                ', '
            ) as clues
        from core.price_model_errors as errors
        inner join agg.published_price_model using (model_id)
        where errors.clues_mask = p_mask
        union all
        select
            found.mae as mae_usd,
            found.rmse as rmse_usd,
            found.games as games_count,
            ', told all that the catalogue knows' as clues
        from core.price_models as models
        inner join agg.published_price_model using (model_id)
        cross join
            lateral jsonb_to_record(models.metrics #> '{random,model}')
                as found (
                    mae double precision,
                    rmse double precision,
                    games integer
                )
        where p_mask is null
    )

    select
        json_build_object(
            'mae_usd', round(measured.mae_usd::numeric, 2),
            'rmse_usd', round(measured.rmse_usd::numeric, 2),
            'games_count', measured.games_count,
            'protocol',
            '5-fold cross-validation by chance, prices over 100 USD left out'
            || measured.clues
        ) as answer
    from measured;
end;

comment on function agg.price_accuracy(integer) is
'How far off the published price model is with such clues, as documents have '
'it; with null, of games of the catalogue.';
