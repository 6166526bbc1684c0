-- The published taste model, as documents name it.
create function agg.taste_model_document()
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'model_id', models.model_id,
            'data_version', models.data_version,
            'trained_at', models.finished_at,
            'method', models.method
        ) as answer
    from core.taste_models as models
    inner join agg.published_taste_model using (model_id);
end;

comment on function agg.taste_model_document() is
'The published taste model as documents name it; null before the first.';
