-- Empty the staging tables of a price model, before it is staged and after.
create function staging.clear_price_model()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.price_model_features,
    staging.price_model_nodes,
    staging.price_model_errors,
    staging.price_model_bands,
    staging.price_combinations,
    staging.price_predictions;
$$;

comment on function staging.clear_price_model() is
'Empty the staging tables of a price model.';
