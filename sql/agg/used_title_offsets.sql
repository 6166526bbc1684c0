-- How many stars does a title get beyond what its viewers usually give?  As the
-- published model has learnt; before the first beyond the mean of all ratings,
-- damped by five of no difference.  Grain: one row per title with an offset.
create view agg.used_title_offsets as
select
    offsets.title_key,
    offsets.offset_stars
from core.title_offsets as offsets
where
    offsets.model_id = (
        select published.model_id
        from agg.published_taste_model as published
    )
union all
select
    scores.title_key,
    (
        scores.half_stars_sum / 2.0::double precision
        - scores.ratings_count * used.mean_stars
    ) / (scores.ratings_count + 5) as offset_stars
from agg.scores_by_title as scores
cross join agg.used_taste_model as used
where not exists (select from agg.published_taste_model);

comment on view agg.used_title_offsets is
'Offsets of titles that predictions are made by: the published model''s, before '
'the first those of the ratings'' means; one row per title that has one.';
comment on column agg.used_title_offsets.title_key is
'The title.';
comment on column agg.used_title_offsets.offset_stars is
'Stars that it gets beyond mean and viewer.';
