-- Remove a user for good, on request: library, reviews, the place in models
-- and what the ledger keeps of refused lines that name the user.
--
-- A name of a few letters may be a word of another's line: what the ledger
-- loses then is one more refused text, not its count.
create function staging.forget_user(p_user_id text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_user record;
    v_items bigint;
    v_reviews bigint;
    v_rejects bigint;
    v_names text;
begin
    select
        users.user_key,
        users.steam_id
    into v_user
    from core.users
    where users.user_id = p_user_id;
    -- an event may wait for its user to be made
    if
        not found
        and not exists (
            select from core.events where events.user_id = p_user_id
        )
    then
        return null;
    end if;

    delete from core.events where events.user_id = p_user_id;
    -- it is computed anew, without
    delete from core.story_parts;
    delete from core.items where user_key = v_user.user_key;
    get diagnostics v_items = row_count;
    delete from core.reviews where user_key = v_user.user_key;
    get diagnostics v_reviews = row_count;
    delete from core.outdone_reviews where user_key = v_user.user_key;
    update core.recommendation_players as players
    set
        players_count = cardinality(others.user_keys),
        user_keys = others.user_keys,
        weights = others.weights
    from core.recommendation_players as old
    cross join lateral (
        select
            coalesce(array_agg(kept.user_key order by kept.place), '{}')
                as user_keys,
            coalesce(array_agg(kept.weight order by kept.place), '{}')
                as weights
        from
            unnest(old.user_keys, old.weights)
                with ordinality as kept (user_key, weight, place)
        where kept.user_key <> v_user.user_key
    ) as others
    where
        players.model_id = old.model_id
        and players.game_id = old.game_id
        and v_user.user_key = any(old.user_keys);
    delete from core.users where user_key = v_user.user_key;

    -- the user's id and account number, each as a whole word
    v_names := '(?<![[:alnum:]_-])(' || concat_ws(
        '|',
        regexp_replace(p_user_id, '([^[:alnum:]_])', '\\\1', 'g'),
        v_user.steam_id
    ) || ')(?![[:alnum:]_-])';
    delete from core.rejects
    where
        rejects.raw ~ v_names
        or rejects.detail ~ v_names;
    get diagnostics v_rejects = row_count;
    update core.load_warnings
    set
        examples = (
            select coalesce(jsonb_agg(example), '[]')
            from jsonb_array_elements(load_warnings.examples) as example
            where example::text !~ v_names
        )
    where load_warnings.examples::text ~ v_names;

    insert into core.forgotten (kind, id, forgotten_at)
    values ('user', staging.forgettable_id(p_user_id), clock_timestamp());
    return jsonb_build_object(
        'users', 1,
        'items', v_items,
        'reviews', v_reviews,
        'rejects', v_rejects
    );
end;
$$;

comment on function staging.forget_user(text) is
'Remove a user and all that is the user''s; returns counts, null where there '
'is none of this id.';
