-- GET /genre, in the words of its first users.
create function api.classic_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Género', totals.genre,
            'Puesto', totals.place
        ) as answer
    from api.genre_place(p_genre) as totals;
end;

comment on function api.classic_genre(text) is
'Q13 as /genre answers it; null for an unknown genre.';
