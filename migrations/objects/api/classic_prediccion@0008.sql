-- GET /prediccion, in the words of its first users.
create function api.classic_prediccion(
    p_genre text,
    p_early_access boolean default null,
    p_year integer default null,
    p_studio text default null,
    p_metascore integer default null
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
            'precio', found.predicted_usd,
            'RMSE', round(errors.rmse_usd::numeric, 2)
        ) as answer
    from
        agg.predicted_price(
            agg.given_attributes(
                array[btrim(p_genre)], null, null, p_studio, null, null,
                p_year, p_early_access, p_metascore, null, null, null
            )
        ) as found
    cross join agg.published_price_model as models
    inner join core.price_model_errors as errors
        on
            models.model_id = errors.model_id
            and found.clues_mask = errors.clues_mask;
end;

comment on function api.classic_prediccion(
    text, boolean, integer, text, integer
) is
'Q23 as /prediccion answers it; null before the first price model.';
