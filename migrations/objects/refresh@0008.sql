-- Compute every aggregate anew, in the order in which they build on each
-- other; one that readers already see is replaced without locking them out.
--
-- A first load that still reads games may have those computed meanwhile that
-- concern no game: p_is_over is false then, and true for all others.  With
-- p_written_only those stay that read nothing of what the transaction wrote.
create function agg.refresh(
    p_is_over boolean default null, p_written_only boolean default false
)
returns void
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
        'playtime_quartiles_by_game',
        'review_counts_by_day',
        'reviewers_by_period'
    ];
    v_name text;
    v_is_filled boolean;
begin
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
        'review_summaries_by_game',
        'details_by_game',
        'search_names',
        'price_sequences',
        'prices_by_genre',
        'price_ranks_by_genre'
    ]
    loop
        continue when p_is_over = (v_name = any(v_gameless));
        v_is_filled := (
            select matviews.ispopulated
            from pg_catalog.pg_matviews as matviews
            where
                matviews.schemaname = 'agg'
                and matviews.matviewname = v_name
        );
        continue when
            p_written_only and v_is_filled and not agg.is_stale(v_name);
        execute format(
            'refresh materialized view %s agg.%I',
            case when v_is_filled then 'concurrently' else '' end,
            v_name
        );
        execute format('analyze agg.%I', v_name);
    end loop;
end;
$$;

comment on function agg.refresh(boolean, boolean) is
'Compute every materialized aggregate anew; of a first load those that concern '
'no game, or the others; or those that read what the transaction wrote.';
