-- Which models were trained, and how good is each?  Grain: one row per
-- training run that ended.
create view api.recommendation_models as
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
    comparison ->> 'decision' as decision
from core.recommendation_models;

comment on view api.recommendation_models is
'Models that were trained; one row per training run that ended.';
comment on column api.recommendation_models.model_id is
'The model.';
comment on column api.recommendation_models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.recommendation_models.started_at is
'Start of the training.';
comment on column api.recommendation_models.finished_at is
'When it was stored.';
comment on column api.recommendation_models.data_version is
'Version of the data that it learnt from.';
comment on column api.recommendation_models.seed is
'Seed of its random numbers.';
comment on column api.recommendation_models.parameters is
'Parameters of the training.';
comment on column api.recommendation_models.metrics is
'What it reached on hidden games.';
comment on column api.recommendation_models.timings is
'Seconds by stage.';
comment on column api.recommendation_models.versions is
'Versions of what did the work.';
comment on column api.recommendation_models.comparison is
'Its metrics beside those of the model published then; null for the '
'first.';
comment on column api.recommendation_models.method is
'What it learnt from: ''libraries'', or ''content'' where there were too few '
'of them: then it knows nothing but similar games.';
comment on column api.recommendation_models.decision is
'What was decided over it, and why; null for the first.';
