-- The staged rows of a price model into core, and those of other models but
-- the published one out of it.
create function staging.store_price_model(p_model_id integer)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_kept integer[] := array(
        select models.model_id
        from core.price_models as models
        where models.status = 'published'
    ) || p_model_id;
begin
    delete from core.price_model_features where model_id <> all(v_kept);
    delete from core.price_model_nodes where model_id <> all(v_kept);
    delete from core.price_model_errors where model_id <> all(v_kept);
    delete from core.price_predictions where model_id <> all(v_kept);

    insert into core.price_model_features (
        model_id, feature, kind, name, clue
    )
    select p_model_id, feature, kind, name, clue
    from staging.price_model_features
    order by feature;

    insert into core.price_model_nodes (
        model_id,
        output,
        tree,
        node,
        feature,
        threshold,
        lower_node,
        upper_node,
        missing_node,
        value
    )
    select
        p_model_id,
        output,
        tree,
        node,
        feature,
        threshold,
        lower_node,
        upper_node,
        missing_node,
        value
    from staging.price_model_nodes
    order by output, tree, node;

    insert into core.price_model_errors (
        model_id, clues_mask, games_count, mae_usd, rmse_usd, margin_usd
    )
    select
        p_model_id, clues_mask, games_count, mae_usd, rmse_usd, margin_usd
    from staging.price_model_errors
    order by clues_mask;

    insert into core.price_predictions (
        model_id, game_id, predicted_usd, low_usd, high_usd, is_held_out
    )
    select
        p_model_id, game_id, predicted_usd, low_usd, high_usd, is_held_out
    from staging.price_predictions
    order by game_id;
end;
$$;

comment on function staging.store_price_model(integer) is
'Move the staged rows of a price model into core.';
