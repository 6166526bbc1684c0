-- GET /v1/studios/{name}: a studio, its games by release year, its reviews.
create function api.studio_document(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'studio', studios.studio,
            'games_count', studios.games_count,
            'free_count', studios.free_count,
            'free_percent', studios.free_percent,
            'published_count', studios.published_count,
            'years',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'release_year', released.release_year,
                                'games_count', released.games_count,
                                'free_count', released.free_count,
                                'free_percent', released.free_percent
                            )
                            order by released.release_year desc
                        ),
                        '[]'
                    )
                from api.studio_years(p_studio) as released
            ),
            'negative_count', sentiments.negative_count,
            'neutral_count', sentiments.neutral_count,
            'positive_count', sentiments.positive_count,
            'summary',
            api.games_summary(
                array(
                    select games.game_id
                    from api.game_details as games
                    inner join
                        api.studios as named
                        on games.developer_ids @> array[named.studio_id]
                    where named.name_key = studios.studio_key
                )
            )
        ) as answer
    from api.games_by_studio as studios
    inner join api.sentiment_counts_by_studio as sentiments using (studio_key)
    where studios.studio_key = api.name_key(p_studio);
end;

comment on function api.studio_document(text) is
'A studio as /v1/studios/{name} answers it; null for an unknown studio.';
