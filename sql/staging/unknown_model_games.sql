-- Games that the staged model names and core.games does not have: there must
-- be none.  The large tables have no foreign keys; this is their check.
create function staging.unknown_model_games()
returns table (game_id bigint)
language sql
stable
security definer
set search_path = ''
set work_mem = '256MB'
begin atomic
    with

    named as (
        select known.game_id
        from staging.recommendation_games as known
        union all
        select weights.game_id
        from staging.recommendation_weights as weights
        union all
        select weights.recommended_game_id
        from staging.recommendation_weights as weights
        union all
        select weights.game_id
        from staging.newcomer_weights as weights
        union all
        select weights.recommended_game_id
        from staging.newcomer_weights as weights
        union all
        select variants.game_id
        from staging.game_variants as variants
        union all
        select variants.main_game_id
        from staging.game_variants as variants
        union all
        select variants.speaking_game_id
        from staging.game_variants as variants
        where variants.speaking_game_id is not null
        union all
        select players.game_id
        from staging.recommendation_players as players
        union all
        select listed.game_id
        from staging.game_similarities as listed
        union all
        select listed.similar_game_id
        from staging.game_similarities as listed
    )

    select distinct named.game_id
    from named
    where not exists (
        select from core.games
        where games.game_id = named.game_id
    );
end;

comment on function staging.unknown_model_games() is
'Games that the staged model names although they are not loaded.';
