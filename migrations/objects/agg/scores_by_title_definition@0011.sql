-- How was a title rated?  Added up from its years, so that ratings are read
-- once for both.  Grain: one row per title with ratings.
create view agg.scores_by_title_definition as
select
    title_key,
    sum(ratings_count)::bigint as ratings_count,
    sum(half_stars_sum)::bigint as half_stars_sum
from agg.scores_by_title_year
group by title_key;

comment on view agg.scores_by_title_definition is
'Ratings of a title; one row per title that has any.';
comment on column agg.scores_by_title_definition.title_key is
'The title.';
comment on column agg.scores_by_title_definition.ratings_count is
'Its ratings, one of each viewer.';
comment on column agg.scores_by_title_definition.half_stars_sum is
'Sum of their half stars.';
