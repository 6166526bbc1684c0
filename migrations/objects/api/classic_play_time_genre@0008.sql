-- GET /PlayTimeGenre, in the words of its first users.
create function api.classic_play_time_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año de lanzamiento con más horas jugadas para Género '
            || best.genre,
            best.release_year
        ) as answer
    from api.most_played_year(p_genre) as best;
end;

comment on function api.classic_play_time_genre(text) is
'Q1 as /PlayTimeGenre answers it; null for an unknown genre.';
