-- Which models were trained, and what became of them?  Grain: one row per
-- training run that ended.
create view api.models as
select
    'recommendations' as kind,
    model_id,
    status,
    method,
    data_version,
    started_at,
    finished_at,
    decision,
    'similarities' as training,
    metrics,
    comparison
from api.recommendation_models
union all
select
    'prices' as kind,
    model_id,
    status,
    null as method,
    data_version,
    started_at,
    finished_at,
    decision,
    'prices' as training,
    metrics,
    comparison
from api.price_models
union all
select
    'tastes' as kind,
    model_id,
    status,
    method,
    data_version,
    started_at,
    finished_at,
    decision,
    'tastes' as training,
    metrics,
    comparison
from api.taste_models;

comment on view api.models is
'Models that were trained, of every kind; one row per training run that ended.';
comment on column api.models.kind is
'''recommendations'', ''prices'' or ''tastes''.';
comment on column api.models.model_id is
'The model, among those of its kind.';
comment on column api.models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.models.method is
'What it answers with, where a kind has several; null for prices.';
comment on column api.models.data_version is
'Version of the data that it learnt from.';
comment on column api.models.started_at is
'Start of the training.';
comment on column api.models.finished_at is
'When it was stored.';
comment on column api.models.decision is
'What was decided over it beside the model published then, and why; null for '
'the first.';
comment on column api.models.training is
'What its training is called by schedules, ages and metrics: '
'''similarities'', ''prices'' or ''tastes''.';
comment on column api.models.metrics is
'What it reached on hidden data.';
comment on column api.models.comparison is
'Its metrics beside those of the model published then; null for the first.';
