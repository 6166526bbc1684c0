-- The end of a training: all of the staged model at once, published with a
-- new data version, or kept aside for somebody to look at.  The rows of the
-- model published before go, and those of an older one aside.
create function staging.publish_model(p_model jsonb, p_run jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_model_id integer;
    v_method text := coalesce(p_model ->> 'method', 'libraries');
    v_unknown text := (
        select string_agg(firsts.game_id::text, ', ')
        from (
            select unknown.game_id
            from staging.unknown_model_games() as unknown
            order by unknown.game_id
            limit 5
        ) as firsts
    );
begin
    if v_unknown is not null then
        raise foreign_key_violation using
            message = format('the model names unknown games: %s', v_unknown),
            hint = 'Train it again on the data that are loaded now.';
    elsif v_method not in ('libraries', 'content') then
        raise check_violation using
            message = format('a model cannot learn from %L', v_method),
            hint = 'Give the method ''libraries'' or ''content''.';
    end if;

    v_model_id := staging.record_model(
        'recommendation_models',
        p_model || jsonb_build_object('method', v_method)
    );
    perform staging.drop_models(
        array(
            select models.model_id
            from core.recommendation_models as models
            where models.status = 'published'
        ) || v_model_id
    );
    perform staging.store_model(v_model_id);
    perform staging.clear_model();
    if p_model ->> 'status' = 'published' then
        perform staging.publish(p_run, 'similarities');
    end if;
    analyze core.recommendation_games;
    analyze core.recommendation_weights;
    analyze core.newcomer_weights;
    analyze core.game_variants;
    -- of lists only the keys matter to the planner
    analyze core.recommendation_players (model_id, game_id);
    analyze core.game_similarities (model_id, game_id);
    return v_model_id;
end;
$$;

comment on function staging.publish_model(jsonb, jsonb) is
'Publish the staged model, or keep it aside; returns its id.';
