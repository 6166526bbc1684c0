-- How was a title rated, by the year in which the ratings were given?  Years
-- are those of UTC; extract() would count them in decimals, which takes twice
-- as long.  Grain: one row per (title, year).
create view agg.scores_by_title_year_definition as
select
    title_key,
    date_part('year', rated_at at time zone 'UTC')::smallint as rated_year,
    count(*) as ratings_count,
    sum(half_stars) as half_stars_sum
from core.ratings
group by 1, 2;

comment on view agg.scores_by_title_year_definition is
'Ratings of a title by the year in which they were given; one row per (title, '
'year).';
comment on column agg.scores_by_title_year_definition.title_key is
'The title.';
comment on column agg.scores_by_title_year_definition.rated_year is
'Year in which the ratings were given, in UTC.';
comment on column agg.scores_by_title_year_definition.ratings_count is
'Ratings of that year, one of each viewer.';
comment on column agg.scores_by_title_year_definition.half_stars_sum is
'Sum of their half stars.';

-- Moments differ from each other, their years do not: without this the groups
-- are taken for as many as the ratings, and read one by one in the order of
-- the titles.
alter table core.ratings alter column rated_at set (n_distinct = 50);
