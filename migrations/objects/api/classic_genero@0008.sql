-- GET /genero, in the words of its first users.
create function api.classic_genero(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Género', tops.genre,
                    'Cantidad', tops.games_count
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_genres(p_year, 5) as tops;
end;

comment on function api.classic_genero(integer) is
'Q15 as /genero answers it.';
