-- The staged rows of a model into core, each table in the order of its key.
create function staging.store_model(p_model_id integer)
returns void
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
as $$
begin
    insert into core.recommendation_games (
        model_id,
        game_id,
        owners_count,
        popularity_rank,
        is_newcomer,
        own_bias,
        play_bias,
        few_bias
    )
    select
        p_model_id,
        games.game_id,
        games.owners_count,
        games.popularity_rank,
        games.is_newcomer,
        games.own_bias,
        games.play_bias,
        games.few_bias
    from staging.recommendation_games as games
    order by games.game_id;

    insert into core.recommendation_weights (
        model_id,
        game_id,
        recommended_game_id,
        own_weight,
        play_weight,
        few_weight
    )
    select
        p_model_id,
        weights.game_id,
        weights.recommended_game_id,
        weights.own_weight,
        weights.play_weight,
        weights.few_weight
    from staging.recommendation_weights as weights
    order by weights.game_id, weights.recommended_game_id;

    insert into core.newcomer_weights (
        model_id, game_id, recommended_game_id, weight
    )
    select
        p_model_id,
        weights.game_id,
        weights.recommended_game_id,
        weights.weight
    from staging.newcomer_weights as weights
    order by weights.game_id, weights.recommended_game_id;

    insert into core.game_variants (
        model_id,
        game_id,
        main_game_id,
        speaking_game_id,
        is_extra,
        series_id
    )
    select
        p_model_id,
        variants.game_id,
        variants.main_game_id,
        variants.speaking_game_id,
        variants.is_extra,
        variants.series_id
    from staging.game_variants as variants
    order by variants.game_id;

    insert into core.recommendation_players (
        model_id, game_id, players_count, user_keys, weights
    )
    select
        p_model_id,
        players.game_id,
        cardinality(players.user_keys),
        players.user_keys,
        players.weights
    from staging.recommendation_players as players
    order by players.game_id;

    insert into core.game_similarities (
        model_id, game_id, similar_game_ids, scores, players_shares
    )
    select
        p_model_id,
        listed.game_id,
        array_agg(listed.similar_game_id order by listed.rank),
        array_agg(listed.score order by listed.rank),
        array_agg(listed.players_share order by listed.rank)
    from staging.game_similarities as listed
    group by listed.game_id
    order by listed.game_id;
end;
$$;

comment on function staging.store_model(integer) is
'Move the staged rows of a model into core.';
