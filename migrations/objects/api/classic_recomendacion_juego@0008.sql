-- GET /recomendacion_juego, in the words of its first users.
create function api.classic_recomendacion_juego(p_game_id bigint)
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
                            'similitud', found.score
                        )
                        order by found.place
                    ),
                    '[]'
                )
            from api.similar_games(games.game_id, 5) as found
        ) as answer
    from api.games
    where games.game_id = p_game_id;
end;

comment on function api.classic_recomendacion_juego(bigint) is
'Q21 as /recomendacion_juego answers it; null for an unknown game.';
