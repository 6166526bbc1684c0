-- GET /v1/viewers/{viewer_id}/recommendations: titles for a viewer.
create function api.recommended_titles_document(
    p_viewer_id integer,
    p_count integer default 5,
    p_model text default null
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
    with

    best as materialized (
        select
            found.place,
            found.title_id,
            found.title,
            found.kind,
            found.release_year,
            found.model,
            found.predicted_stars,
            found.reasons,
            found.cluster
        from api.recommended_titles(p_viewer_id, p_count, p_model) as found
    )

    select
        json_build_object(
            'viewer_id', viewers.viewer_id,
            'model',
            (
                select coalesce(max(best.model), 'baseline')
                from best
            ),
            'trained', agg.taste_model_document(),
            'data',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'place', best.place,
                                'title_id', best.title_id,
                                'title', best.title,
                                'kind', best.kind,
                                'release_year', best.release_year,
                                'predicted_stars', best.predicted_stars,
                                'reasons', best.reasons,
                                'cluster', best.cluster
                            )
                            order by best.place
                        ),
                        '[]'
                    )
                from best
            )
        ) as answer
    from core.viewers
    where viewers.viewer_id = p_viewer_id;
end;

comment on function api.recommended_titles_document(integer, integer, text) is
'Titles for a viewer as /v1/viewers/{viewer_id}/recommendations answers them; '
'null for an unknown viewer.';
