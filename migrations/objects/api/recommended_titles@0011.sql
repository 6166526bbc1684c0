-- Which titles that a viewer has not rated will the viewer like most, and why?
create function api.recommended_titles(
    p_viewer_id integer,
    p_count integer default 5,
    p_model text default null
)
returns table (
    place bigint,
    title_id text,
    title text,
    kind text,
    release_year smallint,
    model text,
    predicted_stars numeric,
    reasons json,
    cluster json
)
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
            chosen.place,
            chosen.title_key
        from core.viewers
        cross join
            lateral agg.best_unseen_titles(
                viewers.viewer_id, p_model, p_count
            ) as chosen
        where viewers.viewer_id = p_viewer_id
    ),

    wanted as (
        select array_agg(best.title_key) as title_keys
        from best
    )

    select
        best.place,
        titles.title_id,
        titles.name as title,
        titles.kind,
        titles.release_year,
        found.model,
        agg.shown_number(found.predicted_stars) as predicted_stars,
        found.reasons,
        agg.cluster_document(
            found.cluster, found.cluster_ratings_count, found.cluster_stars
        ) as title_cluster
    from wanted
    cross join
        lateral agg.predicted_ratings(
            p_viewer_id, wanted.title_keys, p_model
        ) as found
    inner join best using (title_key)
    inner join core.titles using (title_key)
    order by best.place asc;
end;

comment on function api.recommended_titles(integer, integer, text) is
'Titles that a viewer has not rated, those with the most predicted stars '
'first, at a tie the lower id, with what says most for each; no row for an '
'unknown viewer. p_model is ''hybrid'', ''title_pearson'' or ''baseline''; '
'without one, or where that one is not published, model tells which answered.';
