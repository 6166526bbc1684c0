-- GET /userforgenre, in the words of its first users.
create function api.classic_userforgenre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'Puesto', tops.place,
                            'Usuario', tops.user_id,
                            'URL', tops.user_url,
                            'Horas', tops.playtime_hours
                        )
                        order by tops.place
                    ),
                    '[]'
                )
            from api.top_players(p_genre, 5) as tops
        ) as answer
    from api.genres
    where genres.name_key = api.name_key(p_genre);
end;

comment on function api.classic_userforgenre(text) is
'Q14 as /userforgenre answers it; null for an unknown genre.';
