-- Bring every aggregate up to date, in the order in which they build on each
-- other; one that readers already see is replaced without locking them out.
--
-- A first load that still reads games may have those computed meanwhile that
-- concern no game: p_is_over is false then, and true for all others.  With
-- p_written_only those stay that read nothing of what was written since the
-- last refresh, and tables follow the keys that were touched.  With p_kinds
-- these alone do, for keys of these kinds, and what was touched stays noted.
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
-- most of a table is read in its order, not by an index in another one
set random_page_cost = '4'
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
    v_listed record;
    v_condition text;
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
        select distinct
            format(
                '%I.%I',
                case noted.kind when 'aggregate' then 'agg' else 'core' end,
                noted.source
            )::regclass
        from unnest(v_touched) as noted
    );
    -- selected, not assigned: before Postgres 18 what an assignment calls keeps
    -- its plan for the transaction, whose indexes may be gone
    select agg.with_derived_keys(v_touched) into v_touched;

    for v_listed in
        select
            listed.name,
            listed.name = any(v_gameless) as is_gameless,
            classes.oid::regclass as relation,
            classes.relkind = 'r' as is_keyed,
            case classes.relkind
                when 'r' then classes.reltuples >= 0
                else classes.relispopulated
            end as is_filled,
            aggregates.sources
        from
            unnest(v_gameless || array[
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
                'game_places',
                'games_by_facet_value',
                'names_by_game',
                'labels_by_game',
                'review_summaries_by_game',
                'details_by_game',
                'details_by_title',
                'titles_by_platform_kind_year',
                'longest_titles_by_platform_year_unit',
                'appearances_by_platform_year_actor',
                'titles_by_country_kind_year',
                'titles_by_audience_rating',
                'titles_by_person',
                'search_names',
                'search_vocabulary',
                'price_sequences',
                'prices_by_genre',
                'price_ranks_by_genre',
                'scores_by_title_year',
                'scores_by_title'
            ]) with ordinality as listed (name, place)
        inner join pg_catalog.pg_class as classes
            on classes.oid = format('agg.%I', listed.name)::regclass
        inner join agg.sources_by_aggregate as aggregates
            on listed.name = aggregates.aggregate
        order by listed.place
    loop
        continue when
            p_is_over = v_listed.is_gameless
            or (p_kinds is not null and not v_listed.is_keyed)
            or (
                p_written_only
                and v_listed.is_filled
                and not v_listed.sources && v_written
            );
        v_condition := case
            when
                p_written_only
                and v_listed.is_filled
                and v_listed.is_keyed
                -- whether there are libraries at all concerns every game
                and v_had_libraries
                = exists (select from agg.playtime_by_game)
                then agg.touched_condition(v_listed.name, v_touched)
            else 'true'
        end;
        continue when v_condition is null;
        if not v_listed.is_keyed then
            execute format(
                'refresh materialized view %s %s',
                case when v_listed.is_filled then 'concurrently' else '' end,
                v_listed.relation
            );
            execute format('analyze %s', v_listed.relation);
            v_rows := 1;
        elsif
            v_listed.name = 'playtime_by_genre_user'
            and v_condition <> 'true'
        then
            v_touched := v_touched || agg.refresh_top_players(v_touched);
            v_rows := 1;
        else
            v_rows := agg.replace_rows(
                v_listed.name,
                format(
                    'select found.* from agg.%I as found where %s',
                    v_listed.name || '_definition',
                    v_condition
                ),
                v_condition
            );
            if v_listed.name = 'playtime_by_genre_user' then
                v_touched := v_touched
                    || ('', 'genre_top', null)::core.touched_keys;
            end if;
        end if;
        if v_rows > 0 then
            v_written := v_written || v_listed.relation;
            v_count := v_count + 1;
            -- for the materialized views that read it, whose turn is later
            if p_kinds is not null then
                insert into core.touched_keys (source, kind, key)
                select
                    v_listed.name,
                    'aggregate',
                    0
                where not exists (
                    select
                    from core.touched_keys as noted
                    where
                        noted.source = v_listed.name
                        and noted.kind = 'aggregate'
                );
            end if;
        end if;
    end loop;
    return v_count;
end;
$$;

comment on function agg.refresh(boolean, boolean, text[]) is
'Bring every aggregate up to date, or those that read what was written; '
'returns how many were written.';
