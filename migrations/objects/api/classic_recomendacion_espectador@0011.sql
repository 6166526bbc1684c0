-- GET /recomendacion_espectador, in the words of its first users.
create function api.classic_recomendacion_espectador(p_viewer_id integer)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'id', found.title_id,
                            'nombre', agg.lower_text(found.title),
                            'puntaje',
                            trim_scale(round(found.predicted_stars, 2))
                        )
                        order by found.place
                    ),
                    '[]'
                )
            from api.recommended_titles(viewers.viewer_id) as found
        ) as answer
    from core.viewers
    where viewers.viewer_id = p_viewer_id;
end;

comment on function api.classic_recomendacion_espectador(integer) is
'S9 as /recomendacion_espectador answers it; null for an unknown viewer.';
