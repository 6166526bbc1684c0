-- GET /juegos, in the words of its first users.
create function api.classic_juegos(p_year integer, p_page integer default 1)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año', p_year,
            'Cantidad', counts.games_count,
            'Página', p_page,
            'Páginas', (counts.games_count + 99) / 100,
            'Juegos',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'id', games.game_id,
                                'nombre', games.name
                            )
                            order by games.game_id
                        ),
                        '[]'
                    )
                from api.games_of_year(p_year, 100, (p_page - 1) * 100) as games
            )
        ) as answer
    from api.year_games(p_year) as counts;
end;

comment on function api.classic_juegos(integer, integer) is
'Q16 as /juegos answers it, 100 games a page; a page past the last has none.';
