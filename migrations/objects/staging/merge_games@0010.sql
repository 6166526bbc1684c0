-- Staged games into core.games, one row per game of the catalogue; to be
-- called after gather_statements().
create function staging.merge_games()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_counts jsonb;
    v_inserted bigint;
    v_updated bigint;
    v_statements bigint;
begin
    select
        jsonb_build_object(
            'staged', coalesce(sum(ids.lines_count), 0),
            'kept', count(distinct ids.game_id),
            -- ids that a file repeats: its first line won
            'repeated_ids',
            count(distinct ids.game_id) filter (where ids.lines_count > 1),
            'collapsed',
            coalesce(sum(ids.lines_count), 0) - count(distinct ids.game_id)
        )
    into v_counts
    from (
        select
            games.game_id,
            count(*) as lines_count
        from staging.games
        group by games.file_number, games.game_id
    ) as ids;

    delete from core.game_statements as known
    using staging.game_statements as next
    where
        known.game_id = next.game_id
        and known.sha256 = next.sha256
        and row(known.*) is distinct from row(next.*);
    insert into core.game_statements
    select next.*
    from staging.game_statements as next
    where not exists (
        select from core.game_statements as known
        where
            known.game_id = next.game_id
            and known.sha256 = next.sha256
    );
    get diagnostics v_statements = row_count;
    -- what libraries call a game is no name of the store's
    delete from core.game_names
    where exists (
        select from staging.games where games.game_id = game_names.game_id
    );

    with

    next as materialized (select games_after_load.* from staging.games_after_load),

    updated as (
        update core.games
        set
            name = next.name,
            url = next.url,
            reviews_url = next.reviews_url,
            released_on = next.released_on,
            release_year = next.release_year,
            release_text = next.release_text,
            price_usd = next.price_usd,
            price_text = next.price_text,
            discount_price_usd = next.discount_price_usd,
            is_early_access = next.is_early_access,
            metascore = next.metascore,
            store_sentiment = next.store_sentiment,
            is_in_catalogue = next.is_in_catalogue
        from next
        where
            games.game_id = next.game_id
            and row(games.*) is distinct from row(next.*)
        returning 1
    ),

    inserted as (
        insert into core.games
        select next.* from next
        where not exists (
            select from core.games where games.game_id = next.game_id
        )
        returning 1
    )

    select
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_inserted, v_updated;
    perform staging.analyze_changed('games', v_inserted + v_updated);
    perform staging.analyze_changed('game_statements', v_statements);
    return v_counts || jsonb_build_object(
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', (v_counts ->> 'kept')::bigint - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_games() is
'Merge staged games into core.games; returns counts of rows.';
