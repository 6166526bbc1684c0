-- Which price models were trained, and how good is each?  Grain: one row per
-- training run that ended.
create view api.price_models as
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
    comparison ->> 'decision' as decision
from core.price_models;

comment on view api.price_models is
'Price models that were trained; one row per training run that ended.';
comment on column api.price_models.model_id is
'The model.';
comment on column api.price_models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.price_models.started_at is
'Start of the training.';
comment on column api.price_models.finished_at is
'When it was stored.';
comment on column api.price_models.data_version is
'Version of the data that it learnt from.';
comment on column api.price_models.seed is
'Seed of its random numbers.';
comment on column api.price_models.parameters is
'Parameters of the training.';
comment on column api.price_models.metrics is
'How far off it was on hidden prices.';
comment on column api.price_models.timings is
'Seconds by stage.';
comment on column api.price_models.versions is
'Versions of what did the work.';
comment on column api.price_models.comparison is
'Its metrics beside those of the model published then; null for the '
'first.';
comment on column api.price_models.decision is
'What was decided over it, and why; null for the first.';
