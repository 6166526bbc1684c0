-- Which taste model is in use?  Grain: one row, or none before the first.
create view agg.published_taste_model as
select
    model_id,
    method,
    mean_stars,
    viewer_damping,
    weights_factor,
    weights_damping,
    clusters_factor,
    clusters_damping
from core.taste_models
where status = 'published';

comment on view agg.published_taste_model is
'The taste model in use; one row, or none before the first is published.';
comment on column agg.published_taste_model.model_id is
'The model.';
comment on column agg.published_taste_model.method is
'''hybrid'', or ''baseline'': offsets alone.';
comment on column agg.published_taste_model.mean_stars is
'Mean stars of all ratings.';
comment on column agg.published_taste_model.viewer_damping is
'Ratings of 0 that damp a viewer''s offset.';
comment on column agg.published_taste_model.weights_factor is
'Share of what title weights add.';
comment on column agg.published_taste_model.weights_damping is
'Added to the sum of the title weights.';
comment on column agg.published_taste_model.clusters_factor is
'Share of what clusters add.';
comment on column agg.published_taste_model.clusters_damping is
'Ratings of 0 that damp a viewer''s mean in a cluster.';
