-- How many stars will a viewer give a title, and why?
create function api.predicted_ratings(
    p_viewer_id integer, p_title_id text, p_model text default null
)
returns table (
    title_id text,
    title text,
    model text,
    mean_stars double precision,
    viewer_offset_stars double precision,
    title_offset_stars double precision,
    witnesses_stars double precision,
    cluster_stars double precision,
    predicted_stars double precision,
    cluster smallint,
    cluster_ratings_count bigint,
    reasons json
)
language sql
stable
parallel safe
security definer
set search_path = ''
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    select
        titles.title_id,
        titles.name as title,
        found.model,
        found.mean_stars,
        found.viewer_offset_stars,
        found.title_offset_stars,
        found.witnesses_stars,
        found.cluster_stars,
        found.predicted_stars,
        found.cluster,
        found.cluster_ratings_count,
        found.reasons
    from core.titles
    inner join core.viewers on viewers.viewer_id = p_viewer_id
    cross join
        lateral agg.predicted_ratings(
            p_viewer_id, array[titles.title_key], p_model
        ) as found
    where titles.title_id = p_title_id;
end;

comment on function api.predicted_ratings(integer, text, text) is
'The stars that a viewer will give a title, with the parts that they are the '
'sum of (0.5 to 5) and the three witnesses that say most; no row for a viewer '
'or title that is not known. p_model is ''hybrid'', ''title_pearson'', '
'''user_pearson'' or ''baseline''; without one, or where that one is not '
'published, model tells which answered.';
