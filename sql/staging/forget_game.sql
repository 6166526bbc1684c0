-- Remove a game for good, on request: from libraries, reviews, labels and
-- models, and what files said of it.
create function staging.forget_game(p_game_id bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_items bigint;
    v_reviews bigint;
begin
    if not exists (select from core.games where game_id = p_game_id) then
        return null;
    end if;

    delete from core.events where game_id = p_game_id;
    -- it is computed anew, without
    delete from core.story_parts;
    delete from core.items where game_id = p_game_id;
    get diagnostics v_items = row_count;
    delete from core.reviews where game_id = p_game_id;
    get diagnostics v_reviews = row_count;
    delete from core.outdone_reviews where game_id = p_game_id;
    delete from core.game_genres where game_id = p_game_id;
    delete from core.game_tags where game_id = p_game_id;
    delete from core.game_specs where game_id = p_game_id;
    delete from core.game_studios where game_id = p_game_id;
    -- nothing is staged: what is left of names is spelt and kept as needed
    perform staging.clear();
    perform staging.merge_labels(p_are_games_gone => true);
    delete from core.game_statements where game_id = p_game_id;
    delete from core.game_names where game_id = p_game_id;

    delete from core.recommendation_games where game_id = p_game_id;
    delete from core.recommendation_weights
    where p_game_id in (game_id, recommended_game_id);
    delete from core.newcomer_weights
    where p_game_id in (game_id, recommended_game_id);
    delete from core.game_variants
    where p_game_id in (game_id, main_game_id);
    update core.game_variants set speaking_game_id = null
    where speaking_game_id = p_game_id;
    delete from core.recommendation_players where game_id = p_game_id;
    delete from core.game_similarities
    where
        game_id = p_game_id
        or similar_game_ids = array[p_game_id];
    update core.game_similarities as listed
    set
        similar_game_ids = others.game_ids,
        scores = others.scores,
        players_shares = others.players_shares
    from core.game_similarities as old
    cross join lateral (
        select
            array_agg(kept.game_id order by kept.place) as game_ids,
            array_agg(kept.score order by kept.place) as scores,
            array_agg(kept.players_share order by kept.place)
                as players_shares
        from
            unnest(old.similar_game_ids, old.scores, old.players_shares)
                with ordinality
                as kept (game_id, score, players_share, place)
        where kept.game_id <> p_game_id
    ) as others
    where
        listed.model_id = old.model_id
        and listed.game_id = old.game_id
        and p_game_id = any(old.similar_game_ids);
    delete from core.price_predictions where game_id = p_game_id;
    delete from core.games where game_id = p_game_id;

    insert into core.forgotten (kind, id, forgotten_at)
    values ('game', p_game_id::text, clock_timestamp());
    return jsonb_build_object(
        'games', 1, 'items', v_items, 'reviews', v_reviews
    );
end;
$$;

comment on function staging.forget_game(bigint) is
'Remove a game and all that is said of it; returns counts, null where there '
'is none of this id.';
