-- The derived layer, in the order in which it is built.  With psql:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set role ludoteca_owner' -f sql/build.sql
set local search_path = extensions, public;

-- staging: from raw rows to core
\ir staging/clear.sql
\ir staging/analyze.sql
\ir staging/hold_keys.sql
\ir staging/begin_items.sql
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
\ir staging/clear_model.sql
\ir staging/unknown_model_games.sql
\ir staging/drop_models.sql
\ir staging/store_model.sql
\ir staging/publish_model.sql

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
\ir agg/playtime_by_genre.sql
\ir agg/games_by_studio_year.sql
\ir agg/spending_by_user.sql
\ir agg/games_by_year.sql
\ir agg/games_by_year_genre.sql
\ir agg/games_by_year_spec.sql
\ir agg/games_by_year_store_sentiment.sql
\ir agg/games_by_tag.sql
\ir agg/games_by_spec.sql
\ir agg/games_by_studio.sql
\ir agg/search_words.sql
\ir agg/search_text.sql
\ir agg/labels_by_game.sql
\ir agg/playtime_quartiles_by_game.sql
\ir agg/opinions_by_game.sql
\ir agg/details_by_game.sql
\ir agg/search_names.sql
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
\ir api/playtime_by_genre.sql
\ir api/games_by_studio_year.sql
\ir api/spending_by_user.sql
\ir api/games_by_year.sql
\ir api/games_by_year_genre.sql
\ir api/games_by_year_spec.sql
\ir api/games_by_year_store_sentiment.sql
\ir api/games_by_tag.sql
\ir api/games_by_spec.sql
\ir api/games_by_studio.sql
\ir api/game_details.sql
\ir api/item_details.sql
\ir api/review_details.sql
\ir api/user_details.sql
\ir api/search.sql
\ir api/matches.sql

-- api: what was learnt from libraries
\ir agg/recommendation_goal.sql
\ir agg/recommendation_method.sql
\ir agg/wishes.sql
\ir agg/published_model.sql
\ir api/recommendation_models.sql
\ir api/recommendation_games.sql
\ir api/recommendation_weights.sql
\ir api/newcomer_weights.sql
\ir api/game_similarities.sql
\ir agg/library_weight.sql
\ir api/library_weight.sql
\ir agg/offered_games.sql
\ir agg/weight_scores.sql
\ir agg/newcomer_scores.sql
\ir agg/nearby_users.sql
\ir agg/user_scores.sql
\ir agg/library_scores.sql
\ir agg/best_games.sql
\ir agg/popular_games.sql
\ir agg/diverse_games.sql
\ir agg/picked_games.sql
\ir agg/chosen_games.sql
\ir agg/weight_reasons.sql
\ir agg/recommended_games.sql
\ir agg/model_document.sql
\ir api/similar_games.sql
\ir api/recommended_games_for.sql
\ir api/recommended_games.sql

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
\ir api/studio_years.sql
\ir api/user_spending.sql
\ir api/review_counts.sql
\ir api/genre_place.sql
\ir api/top_genres.sql
\ir api/top_specs.sql
\ir api/games_of_year.sql
\ir api/year_games.sql
\ir api/store_sentiments.sql
\ir api/top_metascores.sql

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
\ir api/classic_developer.sql
\ir api/classic_userdata.sql
\ir api/classic_countreviews.sql
\ir api/classic_genre.sql
\ir api/classic_userforgenre.sql
\ir api/classic_genero.sql
\ir api/classic_juegos.sql
\ir api/classic_specs.sql
\ir api/classic_earlyacces.sql
\ir api/classic_sentiment.sql
\ir api/classic_metascore.sql
\ir api/classic_recomendacion_juego.sql
\ir api/classic_recomendacion_usuario.sql

-- api: the same answers as the modern face gives them
\ir api/genre_document.sql
\ir api/studio_document.sql
\ir api/year_document.sql
\ir api/similar_games_document.sql
\ir api/recommended_games_document.sql
\ir api/recommended_games_for_document.sql

\ir grants.sql
