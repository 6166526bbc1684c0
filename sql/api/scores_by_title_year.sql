-- How was a title rated, by the year in which the ratings were given?  Grain:
-- one row per (title, year).
create view api.scores_by_title_year as
select
    titles.title_id,
    titles.name,
    years.rated_year,
    years.half_stars_sum / 2.0::double precision / years.ratings_count as score,
    years.ratings_count
from agg.scores_by_title_year as years
inner join core.titles using (title_key);

comment on view api.scores_by_title_year is
'Score of a title by the year in which its ratings were given; one row per '
'(title, year).';
comment on column api.scores_by_title_year.title_id is
'The title.';
comment on column api.scores_by_title_year.name is
'Name of the title.';
comment on column api.scores_by_title_year.rated_year is
'Year in which the ratings were given, in UTC.';
comment on column api.scores_by_title_year.score is
'Mean of their stars, 0.5 to 5, not rounded.';
comment on column api.scores_by_title_year.ratings_count is
'Ratings of that year, one of each viewer.';
