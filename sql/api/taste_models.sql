-- Which taste models were trained, and how good is each?  Grain: one row per
-- training run that ended.
create view api.taste_models as
select
    model_id,
    status,
    started_at,
    finished_at,
    data_version,
    seed,
    parameters,
    metrics,
    timings,
    versions,
    comparison,
    method,
    ratings_count,
    mean_stars,
    weights_factor,
    clusters_factor,
    comparison ->> 'decision' as decision
from core.taste_models;

comment on view api.taste_models is
'Taste models that were trained; one row per training run that ended.';
comment on column api.taste_models.model_id is
'The model.';
comment on column api.taste_models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.taste_models.started_at is
'Start of the training.';
comment on column api.taste_models.finished_at is
'When it was stored.';
comment on column api.taste_models.data_version is
'Version of the data that it learnt from.';
comment on column api.taste_models.seed is
'Seed of its random numbers.';
comment on column api.taste_models.parameters is
'Parameters of the training.';
comment on column api.taste_models.metrics is
'How far off it was on hidden ratings.';
comment on column api.taste_models.timings is
'Seconds by stage.';
comment on column api.taste_models.versions is
'Versions of what did the work.';
comment on column api.taste_models.comparison is
'Its metrics beside those of the model published then; null for the '
'first.';
comment on column api.taste_models.method is
'What it answers with: ''hybrid'', or ''baseline'' where nothing better than '
'offsets was learnt.';
comment on column api.taste_models.ratings_count is
'Ratings that it learnt from.';
comment on column api.taste_models.mean_stars is
'Mean stars of all ratings.';
comment on column api.taste_models.weights_factor is
'Share of what title weights add; 0 in a baseline.';
comment on column api.taste_models.clusters_factor is
'Share of what clusters add; 0 in a baseline.';
comment on column api.taste_models.decision is
'What was decided over it, and why; null for the first.';
