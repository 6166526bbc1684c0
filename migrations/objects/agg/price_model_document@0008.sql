-- The published price model, as documents name it.
create function agg.price_model_document()
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'model_id', models.model_id,
            'data_version', models.data_version,
            'trained_at', models.finished_at
        ) as answer
    from core.price_models as models
    inner join agg.published_price_model using (model_id);
end;

comment on function agg.price_model_document() is
'The published price model as documents name it; null before the first.';
