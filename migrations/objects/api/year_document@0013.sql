-- GET /v1/years/{year}: what was released, what is frequent, what reviews say.
create function api.year_document(p_year integer, p_year_of text)
returns json
language sql
stable
parallel safe
-- one plan for every year: planning anew takes longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    select
        json_build_object(
            'year', p_year,
            'year_of', p_year_of,
            'games_count', counts.games_count,
            'early_access_count', counts.early_access_count,
            'free_count', counts.free_count,
            'negative_count', sentiments.negative_count,
            'neutral_count', sentiments.neutral_count,
            'positive_count', sentiments.positive_count,
            'reviews_count',
            sentiments.negative_count
            + sentiments.neutral_count
            + sentiments.positive_count,
            'top_genres',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.top_genres(p_year) as tops
            ),
            'top_specs',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.top_specs(p_year) as tops
            ),
            'store_sentiments',
            (
                select
                    coalesce(
                        json_agg(
                            tops
                            order by
                                tops.games_count desc, tops.store_sentiment asc
                        ),
                        '[]'
                    )
                from api.store_sentiments(p_year) as tops
            ),
            'top_metascores',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from
                    (
                        select
                            place,
                            game_id,
                            game,
                            game as name,
                            metascore
                        from api.top_metascores(p_year)
                    ) as tops
            ),
            'most_recommended_games',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from
                    (
                        select
                            place,
                            game_id,
                            game,
                            game as name,
                            recommended_count
                        from api.most_recommended_games(
                            p_year, p_year_of::agg.year_of
                        )
                    ) as tops
            ),
            'most_warned_games',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from
                    (
                        select
                            place,
                            game_id,
                            game,
                            game as name,
                            warned_count
                        from api.most_warned_games(
                            p_year, p_year_of::agg.year_of
                        )
                    ) as tops
            ),
            'most_praised_studios',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_praised_studios(
                    p_year, p_year_of::agg.year_of
                ) as tops
            ),
            'most_warned_studios',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_warned_studios(
                    p_year, p_year_of::agg.year_of
                ) as tops
            )
        ) as answer
    from api.year_games(p_year) as counts
    cross join api.release_year_sentiments(p_year) as sentiments;
end;

comment on function api.year_document(integer, text) is
'A year as /v1/years/{year} answers it.';
