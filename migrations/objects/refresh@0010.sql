-- Bring every aggregate up to date, in the order in which they build on each
-- other; one that readers already see is replaced without locking them out.
--
-- A first load that still reads games may have those computed meanwhile that
-- concern no game: p_is_over is false then, and true for all others.  With
-- p_written_only those stay that read nothing of what was written since the last
-- refresh, and the rows of tables follow the keys that were touched.  With
-- p_kinds nothing but these rows does, for the keys of these kinds, and what was
-- touched stays noted.
create function agg.refresh(
    p_is_over boolean default null,
    p_written_only boolean default false,
    p_kinds text[] default null
)
returns integer
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
set maintenance_work_mem = '256MB'
-- what answers are planned by is told as well by a third of the usual sample
set default_statistics_target = '30'
-- rows that a worker makes at some expense, names as a search compares them,
-- are cheap to hand over (a later load does without workers)
set parallel_tuple_cost = '0.005'
as $$
declare
    v_gameless text[] := array[
        'playtime_by_game',
        'review_counts_by_day',
        'reviewers_by_period'
    ];
    v_touched core.touched_keys[];
    v_written regclass[];
    v_had_libraries boolean;
    v_name text;
    v_is_filled boolean;
    v_condition text;
    v_query text;
    v_rows bigint;
    v_count integer := 0;
begin
    -- one after the other; nobody who waits here is waited for by who is inside
    perform pg_catalog.pg_advisory_xact_lock(
        pg_catalog.hashtext('ludoteca refresh')
    );
    v_had_libraries := exists (select from agg.playtime_by_game);
    if p_kinds is null then
        with

        taken as (
            delete from core.touched_keys as noted
            returning noted
        )

        select array_agg(distinct taken.noted) into v_touched
        from taken;
    else
        v_touched := array(
            select distinct noted
            from core.touched_keys as noted
            where noted.kind = any(p_kinds)
        );
    end if;
    v_written := array(
        select distinct format('core.%I', noted.source)::regclass
        from unnest(v_touched) as noted
    );
    v_touched := agg.with_derived_keys(v_touched);

    foreach v_name in array v_gameless || array[
        'playtime_by_genre_year',
        'playtime_by_genre_user',
        'playtime_by_genre_user_year',
        'review_counts_by_year_game',
        'review_counts_by_year_studio',
        'sentiment_counts_by_game',
        'sentiment_counts_by_studio',
        'sentiment_counts_by_release_year',
        'playtime_by_genre',
        'games_by_studio_year',
        'spending_by_user',
        'games_by_year',
        'games_by_year_genre',
        'games_by_year_spec',
        'games_by_year_store_sentiment',
        'games_by_tag',
        'games_by_spec',
        'games_by_studio',
        'names_by_game',
        'labels_by_game',
        'review_summaries_by_game',
        'details_by_game',
        'search_names',
        'price_sequences',
        'prices_by_genre',
        'price_ranks_by_genre'
    ]
    loop
        continue when p_is_over = (v_name = any(v_gameless));
        select
            case classes.relkind
                when 'r' then classes.reltuples >= 0
                else classes.relispopulated
            end
        into v_is_filled
        from pg_catalog.pg_class as classes
        where classes.oid = format('agg.%I', v_name)::regclass;

        if exists (
            select from agg.keyed_aggregates as keyed
            where keyed.aggregate = v_name
        )
        then
            v_condition := 'true';
            -- whether there are libraries at all concerns every game
            if
                p_written_only
                and v_is_filled
                and v_had_libraries
                = exists (select from agg.playtime_by_game)
            then
                v_condition := agg.touched_condition(v_name, v_touched);
            end if;
            continue when v_condition is null;
            v_query := format(
                'select found.* from agg.%I as found where %s',
                v_name || '_definition',
                v_condition
            );
            if
                v_name = 'playtime_by_genre_user'
                and v_condition <> 'true'
            then
                continue when p_kinds is not null;
                v_condition := 'true';
                v_query := format(
                    'select found.* from agg.top_players_after(%L, %L) '
                    'as found',
                    array(
                        select distinct noted.key
                        from unnest(v_touched) as noted
                        where noted.kind = 'user'
                    ),
                    array(
                        select distinct noted.key
                        from unnest(v_touched) as noted
                        where noted.kind = 'genre' and noted.source <> ''
                    )
                );
            end if;
            v_rows := agg.replace_rows(v_name, v_query, v_condition);
        else
            continue when
                p_kinds is not null
                or (
                    p_written_only
                    and v_is_filled
                    and not agg.is_stale(v_name, v_written)
                );
            execute format(
                'refresh materialized view %s agg.%I',
                case when v_is_filled then 'concurrently' else '' end,
                v_name
            );
            execute format('analyze agg.%I', v_name);
            v_rows := 1;
        end if;
        if v_rows > 0 then
            v_written := v_written || format('agg.%I', v_name)::regclass;
            v_count := v_count + 1;
        end if;
    end loop;
    return v_count;
end;
$$;

comment on function agg.refresh(boolean, boolean, text[]) is
'Bring every aggregate up to date, or those that read what was written; '
'returns how many have other rows.';
