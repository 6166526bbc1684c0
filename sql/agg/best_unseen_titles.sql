-- Which titles that a viewer has not rated will the viewer like most?  The
-- formula of agg.predicted_ratings, begun at the other end: by what each rated
-- title says of all.  Numbers that are shown as one are one: then the lower id
-- comes first.
create function agg.best_unseen_titles(
    p_viewer_id integer, p_model text, p_count integer
)
returns table (place bigint, title_key integer)
language sql
stable
parallel safe
begin atomic
    with

    rated as materialized (
        select
            residuals.title_key,
            residuals.residual_stars,
            residuals.viewer_offset_stars
        from agg.viewer_residuals(p_viewer_id) as residuals
    ),

    used as materialized (
        select
            models.*,
            agg.used_taste_method(p_model) as model,
            models.mean_stars
            + coalesce(
                (select max(rated.viewer_offset_stars) from rated), 0
            ) as viewer_stars
        from agg.used_taste_model as models
    ),

    said as (
        select
            weights.title_key,
            sum(weights.weight::double precision * rated.residual_stars)
            / (
                sum(weights.weight::double precision)
                + max(used.weights_damping)
            )
            * case max(used.model)
                when 'hybrid' then max(used.weights_factor)
                else 1
            end as stars
        from used
        cross join rated
        inner join core.title_weights as weights
            on
                used.model_id = weights.model_id
                and rated.title_key = weights.other_title_key
        where used.model in ('hybrid', 'title_pearson')
        group by weights.title_key
    ),

    by_cluster as (
        select
            members.cluster,
            max(used.clusters_factor) * sum(rated.residual_stars)
            / (count(*) + max(used.clusters_damping)) as stars
        from used
        inner join core.title_clusters as members
            on used.model_id = members.model_id
        inner join rated using (title_key)
        where used.model = 'hybrid'
        group by members.cluster
    ),

    clustered as (
        select
            members.title_key,
            by_cluster.stars
        from used
        inner join core.title_clusters as members
            on used.model_id = members.model_id
        inner join by_cluster using (cluster)
    ),

    predicted as (
        select
            titles.title_key,
            titles.platform_id,
            titles.show_number,
            round(
                1000000
                * agg.within_stars(
                    used.viewer_stars
                    + coalesce(offsets.offset_stars, 0)
                    + coalesce(said.stars, 0)
                    + coalesce(clustered.stars, 0)
                )
            ) as millionths
        from core.titles
        cross join used
        left join agg.used_title_offsets as offsets
            on titles.title_key = offsets.title_key
        left join said on titles.title_key = said.title_key
        left join clustered on titles.title_key = clustered.title_key
        left join rated on titles.title_key = rated.title_key
        where rated.title_key is null
    )

    select
        row_number() over (
            order by
                predicted.millionths desc nulls last,
                platforms.name asc,
                predicted.show_number asc
        ) as place,
        predicted.title_key
    from predicted
    inner join core.platforms using (platform_id)
    order by place asc
    limit p_count;
end;

comment on function agg.best_unseen_titles(integer, text, integer) is
'The titles that a viewer has not rated and that a model predicts the most '
'stars for, best first.';
