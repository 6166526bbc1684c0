-- The end of a load or refresh: the ledger's row, and a new data version if
-- anything changed.  Listeners hear of it when the transaction commits.
create function staging.publish(p_run jsonb, p_kind text default 'load')
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_version bigint := (select max(data_version) from core.loads);
    v_changes numeric;
    v_items bigint;
begin
    select
        coalesce(sum(
            coalesce((merged.value ->> 'inserted')::numeric, 0)
            + coalesce((merged.value ->> 'updated')::numeric, 0)
        ), 0)
    into v_changes
    from jsonb_each(coalesce(p_run #> '{counts, merge}', '{}')) as merged;

    if p_kind = 'load' and v_changes = 0 and v_version is not null then
        perform staging.record_run(p_run, p_kind, 'unchanged', null);
        return v_version;
    end if;

    v_version := coalesce(v_version, 0) + 1;
    if p_kind = 'load' then
        -- refreshed a moment ago in the same transaction
        select sum(played.owners_count) into v_items
        from agg.playtime_by_game as played;
    else
        select count(*) into v_items from core.items;
    end if;
    p_run := jsonb_set(
        p_run,
        '{counts}',
        coalesce(p_run -> 'counts', '{}') || jsonb_build_object(
            'totals',
            jsonb_build_object(
                'games', (select count(*) from core.games),
                'games_in_catalogue',
                (select count(*) from core.games where is_in_catalogue),
                'users', (select count(*) from core.users),
                'items', coalesce(v_items, 0),
                'reviews', (select count(*) from core.reviews),
                'titles', (select count(*) from core.titles),
                'people', (select count(*) from core.people),
                'viewers', (select count(*) from core.viewers),
                'ratings',
                (
                    select coalesce(sum(scores.ratings_count), 0)::bigint
                    from agg.scores_by_title as scores
                )
            )
        )
    );
    perform staging.record_run(p_run, p_kind, 'published', v_version);
    perform pg_notify('ludoteca', v_version::text);
    return v_version;
end;
$$;

comment on function staging.publish(jsonb, text) is
'Publish what was merged: ledger, data version, notice; returns the version.';
