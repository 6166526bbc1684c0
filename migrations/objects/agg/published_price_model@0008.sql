-- Which price model is in use?  Grain: one row, or none before the first.
create view agg.published_price_model as
select model_id
from core.price_models
where status = 'published';

comment on view agg.published_price_model is
'The price model in use; one row, or none before the first is published.';
comment on column agg.published_price_model.model_id is
'The model.';
