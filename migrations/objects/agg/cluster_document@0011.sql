-- What a title's cluster adds to a prediction, as documents tell it.
create function agg.cluster_document(
    p_cluster smallint, p_ratings_count bigint, p_stars double precision
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'cluster', clusters.cluster,
            'terms', clusters.terms,
            'ratings_count', p_ratings_count,
            'part_stars', agg.shown_number(p_stars)
        ) as answer
    from core.clusters
    inner join agg.published_taste_model using (model_id)
    where clusters.cluster = p_cluster;
end;

comment on function agg.cluster_document(
    smallint, bigint, double precision
) is
'A cluster, how many of its titles a viewer rated and what that adds to a '
'prediction; null where no cluster is known.';
