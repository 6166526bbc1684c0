-- How many stars will a viewer give these titles, and why?  Mean and offsets;
-- to these comes what witnesses say: with 'hybrid' and 'title_pearson' the
-- viewer's ratings of other titles, with 'user_pearson' the ratings of similar
-- viewers, each by how much it resembles; with 'hybrid' also what the viewer
-- gives beyond that in the title's cluster.  A rating of the title itself says
-- nothing of it.
create function agg.predicted_ratings(
    p_viewer_id integer, p_title_keys integer[], p_model text
)
returns table (
    title_key integer,
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

    viewer as (
        select
            coalesce(max(rated.viewer_offset_stars), 0) as offset_stars,
            case count(*)
                -- of whom nothing is known
                when 0 then 'baseline'
                else agg.used_taste_method(p_model)
            end as method_name
        from rated
    ),

    used as materialized (
        select
            models.mean_stars,
            models.clusters_factor,
            models.clusters_damping,
            viewer.offset_stars,
            viewer.method_name,
            case viewer.method_name
                when 'hybrid' then models.weights_factor
                else 1
            end as witnesses_factor,
            case viewer.method_name
                when 'user_pearson' then 0.3
                else models.weights_damping
            end as witnesses_damping
        from agg.used_taste_model as models
        cross join viewer
    ),

    asked as materialized (
        select
            known.title_key,
            known.offset_stars
        from unnest(p_title_keys) as given (title_key)
        inner join agg.used_title_offsets as known using (title_key)
    ),

    witnesses as materialized (
        select
            weights.title_key,
            rated.title_key as witness_id,
            weights.weight::double precision as weight,
            rated.residual_stars,
            rated.half_stars,
            null::bigint as titles_count
        from used
        cross join core.title_weights as weights
        inner join rated on weights.other_title_key = rated.title_key
        where
            weights.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            )
            and used.method_name in ('hybrid', 'title_pearson')
            and weights.title_key = any(p_title_keys)
        union all
        select
            asked.title_key,
            alike.viewer_id as witness_id,
            alike.similarity as weight,
            alike.residual_stars,
            alike.half_stars,
            alike.titles_count
        from used
        cross join asked
        cross join
            lateral agg.similar_viewers(p_viewer_id, asked.title_key)
                as alike
        where used.method_name = 'user_pearson'
    ),

    sums as (
        select
            witnesses.title_key,
            sum(witnesses.weight) as weight,
            sum(witnesses.weight * witnesses.residual_stars) as weighted,
            sum(abs(witnesses.weight * witnesses.residual_stars)) as whole
        from witnesses
        group by witnesses.title_key
    ),

    placed as (
        select
            witnesses.title_key,
            witnesses.witness_id,
            witnesses.titles_count,
            witnesses.weight,
            witnesses.half_stars / 2.0::double precision as stars,
            used.witnesses_factor * witnesses.weight * witnesses.residual_stars
            / (sums.weight + used.witnesses_damping) as part_stars,
            abs(witnesses.weight * witnesses.residual_stars)
            / nullif(sums.whole, 0) as part_share,
            row_number() over (
                partition by witnesses.title_key
                order by
                    abs(witnesses.weight * witnesses.residual_stars) desc,
                    witnesses.witness_id asc
            ) as place
        from witnesses
        inner join sums using (title_key)
        cross join used
    ),

    reasoned as (
        select
            placed.title_key,
            json_agg(
                case used.method_name
                    when 'user_pearson'
                        then
                            json_build_object(
                                'viewer_id', placed.witness_id,
                                'titles_count', placed.titles_count,
                                'stars', placed.stars,
                                'weight', agg.shown_number(placed.weight),
                                'part_stars',
                                agg.shown_number(placed.part_stars),
                                'share', agg.shown_number(placed.part_share)
                            )
                    else
                        json_build_object(
                            'title_id', titles.title_id,
                            'title', titles.name,
                            'stars', placed.stars,
                            'weight', agg.shown_number(placed.weight),
                            'part_stars', agg.shown_number(placed.part_stars),
                            'share', agg.shown_number(placed.part_share)
                        )
                end
                order by placed.place
            ) as reasons
        from placed
        cross join used
        -- left: the witnesses may be viewers
        left join core.titles
            on
                placed.witness_id = titles.title_key
                and used.method_name <> 'user_pearson'
        where placed.place <= 3
        group by placed.title_key
    ),

    clustered as (
        select
            own.title_key,
            own.cluster,
            count(rated.title_key) as ratings_count,
            sum(rated.residual_stars) as residual_stars
        from used
        cross join core.title_clusters as own
        inner join core.title_clusters as members
            on
                own.model_id = members.model_id
                and own.cluster = members.cluster
                and own.title_key <> members.title_key
        -- left: the viewer may have rated none of them
        left join rated on members.title_key = rated.title_key
        where
            used.method_name = 'hybrid'
            and own.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            )
            and own.title_key = any(p_title_keys)
        group by own.title_key, own.cluster
    ),

    parts as (
        select
            asked.title_key,
            asked.offset_stars,
            coalesce(
                used.witnesses_factor * sums.weighted
                / (sums.weight + used.witnesses_damping),
                0
            ) as witnesses_stars,
            coalesce(
                used.clusters_factor * clustered.residual_stars
                / (clustered.ratings_count + used.clusters_damping),
                0
            ) as cluster_stars,
            clustered.cluster,
            clustered.ratings_count,
            reasoned.reasons
        from asked
        cross join used
        left join sums on asked.title_key = sums.title_key
        left join clustered on asked.title_key = clustered.title_key
        left join reasoned on asked.title_key = reasoned.title_key
    )

    select
        parts.title_key,
        used.method_name,
        used.mean_stars,
        used.offset_stars as viewer_offset_stars,
        parts.offset_stars as title_offset_stars,
        parts.witnesses_stars,
        parts.cluster_stars,
        case
            when used.mean_stars is not null
                then
                    agg.within_stars(
                        used.mean_stars
                        + used.offset_stars
                        + parts.offset_stars
                        + parts.witnesses_stars
                        + parts.cluster_stars
                    )
        end as predicted_stars,
        parts.cluster,
        parts.ratings_count as cluster_ratings_count,
        coalesce(parts.reasons, '[]') as reasons
    from parts
    cross join used;
end;

comment on function agg.predicted_ratings(integer, integer[], text) is
'The stars that a viewer will give titles by a model (the published one for '
'null), with the parts that they are the sum of, and the three witnesses that '
'say most.';
