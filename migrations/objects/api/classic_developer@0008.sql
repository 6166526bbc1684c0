-- GET /developer, in the words of its first users.
create function api.classic_developer(p_studio text)
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
                            'Año', years.release_year,
                            'Cantidad de Items', years.games_count,
                            'Contenido Free', years.free_percent || '%'
                        )
                        order by years.release_year desc
                    ),
                    '[]'
                )
            from api.studio_years(p_studio) as years
        ) as answer
    from api.studios
    where studios.name_key = api.name_key(p_studio);
end;

comment on function api.classic_developer(text) is
'Q10 as /developer answers it; null for an unknown studio.';
