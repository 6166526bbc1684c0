-- GET /recomendacion_usuario, in the words of its first users.
create function api.classic_recomendacion_usuario(p_user_id text)
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
                            'id', found.game_id,
                            'nombre', found.game,
                            'puntaje', found.score
                        )
                        order by found.place
                    ),
                    '[]'
                )
            from api.recommended_games(users.user_id, 5) as found
        ) as answer
    from api.users
    where users.user_id = p_user_id;
end;

comment on function api.classic_recomendacion_usuario(text) is
'Q22 as /recomendacion_usuario answers it; null for an unknown user.';
