-- Which model is in use?  Grain: one row, or none before the first model.
create view agg.published_model as
select model_id
from core.recommendation_models
where status = 'published';

comment on view agg.published_model is
'The model in use; one row, or none before the first is published.';
comment on column agg.published_model.model_id is
'The model.';
