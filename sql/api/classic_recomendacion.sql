-- GET /recomendacion, in the words of its first users.
create function api.classic_recomendacion(
    p_viewer_id integer,
    p_title_id text,
    p_threshold double precision default 4
)
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
        json_build_object(
            'usuario', p_viewer_id,
            'id', found.title_id,
            'titulo', agg.lower_text(found.title),
            'puntaje', trim_scale(round(found.predicted_stars::numeric, 2)),
            'recomendada',
            agg.is_recommended(found.predicted_stars, p_threshold)
        ) as answer
    from api.predicted_ratings(p_viewer_id, p_title_id) as found;
end;

comment on function api.classic_recomendacion(
    integer, text, double precision
) is
'S8 as /recomendacion answers it; null for an unknown viewer or title.';
