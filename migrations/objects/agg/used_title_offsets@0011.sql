-- How many stars does a title get beyond what its viewers usually give?  As the
-- published model has learnt; before the first beyond the mean of all ratings,
-- damped by five of no difference.  Grain: one row per title.
create view agg.used_title_offsets as
select
    titles.title_key,
    coalesce(
        learnt.offset_stars,
        -- asked only where nothing was learnt
        (
            select
                (
                    scores.half_stars_sum / 2.0::double precision
                    - scores.ratings_count * used.mean_stars
                ) / (scores.ratings_count + 5)
            from agg.scores_by_title as scores
            cross join agg.used_taste_model as used
            where
                scores.title_key = titles.title_key
                and used.model_id is null
        ),
        0
    ) as offset_stars
from core.titles
-- left: a title rated since the training has none
left join core.title_offsets as learnt
    on
        titles.title_key = learnt.title_key
        and learnt.model_id = (
            select published.model_id
            from agg.published_taste_model as published
        );

comment on view agg.used_title_offsets is
'Offsets of titles that predictions are made by: the published model''s, or '
'before the first those of the ratings'' means; one row per title.';
comment on column agg.used_title_offsets.title_key is
'The title.';
comment on column agg.used_title_offsets.offset_stars is
'Stars that it gets beyond mean and viewer; 0 where nothing is known.';
