-- GET /UserForGenre, in the words of its first users.
create function api.classic_user_for_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Usuario con más horas jugadas para Género ' || genres.name,
            (select tops.user_id from api.top_players(p_genre, 1) as tops),
            'Horas jugadas',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'Año', years.release_year,
                                'Horas', years.playtime_hours
                            )
                            order by years.release_year desc
                        ),
                        '[]'
                    )
                from api.top_player_years(p_genre, 1) as years
            )
        ) as answer
    from api.genres
    where genres.name_key = api.name_key(p_genre);
end;

comment on function api.classic_user_for_genre(text) is
'Q2 as /UserForGenre answers it; null for an unknown genre.';
