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
    v_status text := p_model ->> 'status';
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
    elsif v_status not in ('published', 'aside') then
        raise check_violation using
            message = format('a new model cannot be %L', v_status),
            hint = 'Give the status ''published'' or ''aside''.';
    elsif v_status = 'published' then
        update core.price_models
        set status = 'superseded'
        where status = 'published';
    end if;

    insert into core.price_models (
        status,
        started_at,
        finished_at,
        data_version,
        seed,
        parameters,
        metrics,
        timings,
        versions,
        comparison
    )
    values (
        v_status,
        (p_model ->> 'started_at')::timestamptz,
        clock_timestamp(),
        (p_model ->> 'data_version')::bigint,
        (p_model ->> 'seed')::integer,
        coalesce(p_model -> 'parameters', '{}'),
        coalesce(p_model -> 'metrics', '{}'),
        coalesce(p_model -> 'timings', '{}'),
        coalesce(p_model -> 'versions', '{}'),
        nullif(p_model -> 'comparison', 'null')
    )
    returning model_id into v_model_id;

    perform staging.store_price_model(v_model_id);
    perform staging.clear_price_model();
    if v_status = 'published' then
        perform staging.publish(p_run, 'prices');
    end if;
    analyze core.price_model_features;
    analyze core.price_model_nodes;
    analyze core.price_model_errors;
    analyze core.price_predictions;
    return v_model_id;
end;
$$;

comment on function staging.publish_price_model(jsonb, jsonb) is
'Publish the staged price model, or keep it aside; returns its id.';
