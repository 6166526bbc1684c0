-- The end of a price training: all of the staged model at once, published
-- with a new data version, or kept aside for somebody to look at.
create function staging.publish_price_model(p_model jsonb, p_run jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_model_id integer;
    v_unknown text := (
        select string_agg(firsts.game_id::text, ', ')
        from (
            select predictions.game_id
            from staging.price_predictions as predictions
            where not exists (
                select from core.games
                where games.game_id = predictions.game_id
            )
            order by predictions.game_id
            limit 5
        ) as firsts
    );
begin
    if v_unknown is not null then
        raise foreign_key_violation using
            message = format('the model names unknown games: %s', v_unknown),
            hint = 'Train it again on the data that are loaded now.';
    end if;

    v_model_id := staging.record_model('price_models', p_model);
    perform staging.replace_model_rows(
        'price_models',
        v_model_id,
        array[
            'price_model_features',
            'price_model_nodes',
            'price_model_errors',
            'price_model_bands',
            'price_combinations',
            'price_predictions'
        ]
    );
    perform staging.clear_price_model();
    if p_model ->> 'status' = 'published' then
        perform staging.publish(p_run, 'prices');
    end if;
    return v_model_id;
end;
$$;

comment on function staging.publish_price_model(jsonb, jsonb) is
'Publish the staged price model, or keep it aside; returns its id.';
