-- The derived layer, in the order in which it is built.  With psql:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set role ludoteca_owner' -f sql/build.sql
set local search_path = extensions, public;

-- staging: from raw rows to core
\ir staging/clear.sql
\ir staging/analyze.sql
\ir staging/begin_bulk.sql
\ir staging/end_bulk.sql
\ir staging/merge_users.sql
\ir staging/earlier.sql
\ir staging/first_known.sql
\ir staging/merged_games.sql
\ir staging/next_games.sql
\ir staging/merge_games.sql
\ir staging/merge_other_games.sql
\ir staging/choose_labels.sql
\ir staging/merge_dimension.sql
\ir staging/merge_labels.sql
\ir staging/deduplicated_items.sql
\ir staging/merge_items.sql
\ir staging/day_of.sql
\ir staging/crawl_year.sql
\ir staging/next_reviews.sql
\ir staging/reject_undatable_reviews.sql
\ir staging/merge_reviews.sql
\ir staging/record_run.sql
\ir staging/publish.sql
\ir staging/record_failure.sql

-- agg: what takes long to compute
\ir agg/year_of.sql
\ir agg/playtime_by_game.sql
\ir agg/playtime_by_genre_year.sql
\ir agg/playtime_by_genre_user.sql
\ir agg/playtime_by_genre_user_year.sql
\ir agg/review_counts_by_year_game.sql
\ir agg/review_counts_by_year_studio.sql
\ir agg/sentiment_counts_by_game.sql
\ir agg/sentiment_counts_by_studio.sql
\ir agg/sentiment_counts_by_release_year.sql
\ir refresh.sql

-- api: rows
\ir api/name_key.sql
\ir api/games.sql
\ir api/genres.sql
\ir api/game_genres.sql
\ir api/tags.sql
\ir api/game_tags.sql
\ir api/specs.sql
\ir api/game_specs.sql
\ir api/studios.sql
\ir api/game_studios.sql
\ir api/users.sql
\ir api/items.sql
\ir api/reviews.sql
\ir api/names.sql
\ir api/closest_names.sql
\ir api/loads.sql
\ir api/load_files.sql
\ir api/rejects.sql
\ir api/data_versions.sql

-- api: aggregates
\ir api/playtime_by_game.sql
\ir api/playtime_by_genre_year.sql
\ir api/playtime_by_genre_user.sql
\ir api/playtime_by_genre_user_year.sql
\ir api/review_counts_by_year_game.sql
\ir api/review_counts_by_year_studio.sql
\ir api/sentiment_counts_by_game.sql
\ir api/sentiment_counts_by_studio.sql
\ir api/sentiment_counts_by_release_year.sql

-- api: answers
\ir api/most_played_year.sql
\ir api/top_players.sql
\ir api/top_player_years.sql
\ir api/most_recommended_games.sql
\ir api/most_warned_games.sql
\ir api/most_warned_studios.sql
\ir api/most_praised_studios.sql
\ir api/studio_sentiments.sql
\ir api/release_year_sentiments.sql

-- api: the same answers in the words of the classic face
\ir api/classic_play_time_genre.sql
\ir api/classic_user_for_genre.sql
\ir api/classic_users_recommend.sql
\ir api/classic_users_not_recommend.sql
\ir api/classic_users_worst_developer.sql
\ir api/classic_best_developer_year.sql
\ir api/classic_sentiment_by_studio.sql
\ir api/classic_sentiment_by_year.sql
\ir api/classic_developer_reviews_analysis.sql

\ir grants.sql
