-- How good is each model, and how did it compare with the one before?  Grain:
-- one row per (kind, model, document, metric).
create view api.model_metrics as
with recursive

parts as (
    select
        models.training as kind,
        models.model_id,
        documents.document,
        '' as metric,
        documents.value
    from api.models
    cross join
        lateral (
            values
            ('metrics', models.metrics),
            ('comparison', models.comparison)
        ) as documents (document, value)
    union all
    select
        parts.kind,
        parts.model_id,
        parts.document,
        ltrim(parts.metric || '.' || members.key, '.') as metric,
        members.value
    from parts
    cross join lateral jsonb_each(
        case jsonb_typeof(parts.value)
            when 'object' then parts.value
            else '{}'
        end
    ) as members
)

select
    kind,
    model_id,
    document,
    metric,
    value #>> '{}' as value,
    document = 'metrics'
    and metric = any(
        array[
            'own_ndcg.value',
            'own_recall.value',
            'play_ndcg.value',
            'random.model.mae',
            'studios.model.mae',
            'coverage',
            'ways.hybrid.rmse',
            'ways.baseline.rmse',
            'ways.hybrid.ndcg'
        ]
    ) as is_main
from parts
where jsonb_typeof(value) <> 'object';

comment on view api.model_metrics is
'What models reached, single numbers of their metrics and of their '
'comparison; one row per (kind, model, document, metric).';
comment on column api.model_metrics.kind is
'''similarities'', ''prices'' or ''tastes''.';
comment on column api.model_metrics.model_id is
'The model.';
comment on column api.model_metrics.document is
'''metrics'': what it reached; ''comparison'': beside the model published '
'then.';
comment on column api.model_metrics.metric is
'The names that lead to the number in the document, joined by dots.';
comment on column api.model_metrics.value is
'The number, or what stands there.';
comment on column api.model_metrics.is_main is
'Whether it is one of those by which models of the kind are told apart.';
