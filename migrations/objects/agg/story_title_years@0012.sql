-- Of which years are titles?  Grain: one row per release year.
create view agg.story_title_years as
select
    release_year as year,
    count(*) as titles_count,
    rank() over (order by count(*) desc) as titles_place,
    count(*) filter (where kind = 'movie') as movies_count,
    count(*) filter (where kind = 'series') as series_count
from core.titles
where release_year is not null
group by release_year
order by release_year;

comment on view agg.story_title_years is
'Titles by year; one row per release year.';
comment on column agg.story_title_years.year is
'The release year.';
comment on column agg.story_title_years.titles_count is
'Titles.';
comment on column agg.story_title_years.titles_place is
'Place by titles, from 1; equal years share one.';
comment on column agg.story_title_years.movies_count is
'Movies among them.';
comment on column agg.story_title_years.series_count is
'Series among them.';
