-- GET /v1/genres/{genre}: a genre, its playtime by release year, its players.
create function api.genre_document(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'genre', totals.genre,
            'place', totals.place,
            'games_count', totals.games_count,
            'playtime_minutes', totals.playtime_minutes,
            'playtime_hours', totals.playtime_hours,
            'years',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'release_year', released.release_year,
                                'games_count', catalogue.games_count,
                                'played_games_count', released.games_count,
                                'playtime_minutes', released.playtime_minutes,
                                'playtime_hours', released.playtime_hours
                            )
                            order by released.release_year desc
                        ),
                        '[]'
                    )
                from api.playtime_by_genre_year as released
                inner join api.games_by_year_genre as catalogue
                    using (genre, release_year)
                where released.genre_key = totals.genre_key
            ),
            'top_players',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'place', tops.place,
                                'user_id', tops.user_id,
                                'user_url', tops.user_url,
                                'playtime_minutes', tops.playtime_minutes,
                                'playtime_hours', tops.playtime_hours
                            )
                            order by tops.place
                        ),
                        '[]'
                    )
                from api.top_players(p_genre, 10) as tops
            ),
            'summary',
            api.games_summary(
                array(
                    select games.game_id
                    from api.game_details as games
                    inner join
                        api.genres
                        on games.genre_ids @> array[genres.genre_id]
                    where genres.name_key = totals.genre_key
                )
            )
        ) as answer
    from api.playtime_by_genre as totals
    where totals.genre_key = api.name_key(p_genre);
end;

comment on function api.genre_document(text) is
'A genre as /v1/genres/{genre} answers it; null for an unknown genre.';
