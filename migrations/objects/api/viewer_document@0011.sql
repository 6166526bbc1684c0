-- GET /v1/viewers/{viewer_id}: who a viewer is by what was rated.
create function api.viewer_document(p_viewer_id integer)
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

    rated as materialized (
        select
            residuals.title_key,
            residuals.half_stars,
            residuals.residual_stars,
            residuals.viewer_offset_stars
        from agg.viewer_residuals(p_viewer_id) as residuals
    ),

    latest as (
        select
            details.title_id,
            details.title,
            details.stars,
            details.rated_at,
            details.title_place
        from api.rating_details as details
        where details.viewer_id = p_viewer_id
        order by details.rated_at desc, details.title_place asc
        limit 10
    ),

    -- a title counts once in each of its genres
    genres as (
        select distinct
            rated.title_key,
            categories.genre
        from rated
        inner join core.title_categories using (title_key)
        inner join core.categories using (category_id)
        where categories.genre is not null
    ),

    tastes as (
        select
            genres.genre,
            count(*) as ratings_count,
            avg(rated.half_stars / 2.0::double precision) as mean_stars,
            avg(rated.residual_stars) as residual_stars
        from genres
        inner join rated using (title_key)
        group by genres.genre
    )

    select
        json_build_object(
            'viewer_id', viewers.viewer_id,
            'ratings_count', count(rated.title_key),
            'mean_stars',
            agg.shown_number(avg(rated.half_stars / 2.0::double precision)),
            'offset_stars',
            agg.shown_number(coalesce(max(rated.viewer_offset_stars), 0)),
            'model', agg.used_taste_method(null),
            'latest',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'title_id', latest.title_id,
                                'title', latest.title,
                                'stars', latest.stars,
                                'rated_at', latest.rated_at
                            )
                            order by
                                latest.rated_at desc, latest.title_place asc
                        ),
                        '[]'
                    )
                from latest
            ),
            'genres',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'genre', tastes.genre,
                                'ratings_count', tastes.ratings_count,
                                'mean_stars',
                                agg.shown_number(tastes.mean_stars),
                                'residual_stars',
                                agg.shown_number(tastes.residual_stars)
                            )
                            order by tastes.ratings_count desc, tastes.genre asc
                        ),
                        '[]'
                    )
                from tastes
            )
        ) as answer
    from core.viewers
    -- left: a viewer may have taken back every rating
    left join rated on true
    where viewers.viewer_id = p_viewer_id
    group by viewers.viewer_id;
end;

comment on function api.viewer_document(integer) is
'A viewer as /v1/viewers/{viewer_id} shows one; null for an unknown viewer.';
