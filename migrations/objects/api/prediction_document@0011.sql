-- GET /v1/viewers/{viewer_id}/predictions/{title_id}: what a viewer will think
-- of a title.
create function api.prediction_document(
    p_viewer_id integer,
    p_title_id text,
    p_model text default null,
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
            'viewer_id', p_viewer_id,
            'title_id', found.title_id,
            'title', found.title,
            'model', found.model,
            'predicted_stars', agg.shown_number(found.predicted_stars),
            'threshold', p_threshold,
            'is_recommended',
            agg.is_recommended(found.predicted_stars, p_threshold),
            'rated_stars',
            (
                select ratings.half_stars / 2.0::double precision as stars
                from core.ratings
                inner join core.titles using (title_key)
                where
                    ratings.viewer_id = p_viewer_id
                    and titles.title_id = found.title_id
            ),
            'ratings_count',
            (
                select count(*)
                from core.ratings
                where ratings.viewer_id = p_viewer_id
            ),
            'parts',
            json_build_object(
                'mean_stars', agg.shown_number(found.mean_stars),
                'viewer_stars', agg.shown_number(found.viewer_offset_stars),
                'title_stars', agg.shown_number(found.title_offset_stars),
                'witnesses_stars', agg.shown_number(found.witnesses_stars),
                'cluster_stars', agg.shown_number(found.cluster_stars)
            ),
            'reasons', found.reasons,
            'cluster',
            agg.cluster_document(
                found.cluster, found.cluster_ratings_count, found.cluster_stars
            ),
            'trained', agg.taste_model_document()
        ) as answer
    from api.predicted_ratings(p_viewer_id, p_title_id, p_model) as found;
end;

comment on function api.prediction_document(
    integer, text, text, double precision
) is
'What a viewer will think of a title as '
'/v1/viewers/{viewer_id}/predictions/{title_id} answers it; null where the '
'viewer or the title is not known.';
