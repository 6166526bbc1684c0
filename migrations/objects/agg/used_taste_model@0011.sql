-- What are predictions made by?  The published model; before the first the mean
-- of all ratings, and the offsets that agg.used_title_offsets has then.  Grain:
-- one row.
create view agg.used_taste_model as
select
    published.model_id,
    coalesce(published.method, 'baseline') as method_name,
    coalesce(
        published.mean_stars,
        (
            select
                sum(scores.half_stars_sum)::double precision
                / 2 / sum(scores.ratings_count)
            from agg.scores_by_title as scores
        )
    ) as mean_stars,
    coalesce(published.viewer_damping, 3) as viewer_damping,
    coalesce(published.weights_factor, 0) as weights_factor,
    coalesce(published.weights_damping, 0) as weights_damping,
    coalesce(published.clusters_factor, 0) as clusters_factor,
    coalesce(published.clusters_damping, 0) as clusters_damping
from (values (true)) as single (is_true)
left join agg.published_taste_model as published on single.is_true;

comment on view agg.used_taste_model is
'What predictions are made by: the published model, before the first the mean '
'of all ratings; one row.';
comment on column agg.used_taste_model.model_id is
'The model; null before the first.';
comment on column agg.used_taste_model.method_name is
'''hybrid'', or ''baseline'': offsets alone.';
comment on column agg.used_taste_model.mean_stars is
'Mean stars of all ratings; null without any.';
comment on column agg.used_taste_model.viewer_damping is
'Ratings of 0 that damp a viewer''s offset.';
comment on column agg.used_taste_model.weights_factor is
'Share of what title weights add.';
comment on column agg.used_taste_model.weights_damping is
'Added to the sum of the title weights.';
comment on column agg.used_taste_model.clusters_factor is
'Share of what clusters add.';
comment on column agg.used_taste_model.clusters_damping is
'Ratings of 0 that damp a viewer''s mean in a cluster.';
