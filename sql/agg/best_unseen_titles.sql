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
            models.mean_stars,
            models.weights_factor,
            models.weights_damping,
            models.clusters_factor,
            models.clusters_damping,
            agg.used_taste_method(p_model) as method_name,
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
            * case max(used.method_name)
                when 'hybrid' then max(used.weights_factor)
                else 1
            end as stars
        from used
        cross join rated
        inner join core.title_weights as weights
            on rated.title_key = weights.other_title_key
        where
            weights.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            )
            and used.method_name in ('hybrid', 'title_pearson')
        group by weights.title_key
    ),

    by_cluster as (
        select
            members.cluster,
            max(used.clusters_factor) * sum(rated.residual_stars)
            / (count(*) + max(used.clusters_damping)) as stars
        from used
        cross join core.title_clusters as members
        inner join rated using (title_key)
        where
            members.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            )
            and used.method_name = 'hybrid'
        group by members.cluster
    ),

    clustered as (
        select
            members.title_key,
            by_cluster.stars
        from core.title_clusters as members
        inner join by_cluster using (cluster)
        where
            members.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            )
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
                    + known.offset_stars
                    + coalesce(said.stars, 0)
                    + coalesce(clustered.stars, 0)
                )
            ) as millionths
        from core.titles
        cross join used
        inner join agg.used_title_offsets as known
            on titles.title_key = known.title_key
        left join said on titles.title_key = said.title_key
        left join clustered on titles.title_key = clustered.title_key
        left join rated on titles.title_key = rated.title_key
        where
            rated.title_key is null
            -- before the first rating nothing can be said
            and used.mean_stars is not null
    ),

    best as (
        select
            predicted.title_key,
            predicted.millionths,
            predicted.platform_id,
            predicted.show_number
        from predicted
        order by
            predicted.millionths desc,
            predicted.platform_id asc,
            predicted.show_number asc
        limit p_count
    )

    select
        row_number() over (
            order by
                best.millionths desc,
                best.platform_id asc,
                best.show_number asc
        ) as place,
        best.title_key
    from best;
end;

comment on function agg.best_unseen_titles(integer, text, integer) is
'The titles that a viewer has not rated and that a model predicts the most '
'stars for, best first.';
