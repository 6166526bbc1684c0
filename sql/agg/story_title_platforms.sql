-- What do platforms show?  Grain: one row per platform.
create view agg.story_title_platforms as
select
    platform,
    count(*) as titles_count,
    rank() over (order by count(*) desc) as titles_place,
    count(*) filter (where kind = 'movie') as movies_count,
    count(*) filter (where kind = 'series') as series_count,
    round(100.0 * count(*) filter (where kind = 'movie') / count(*), 2)
        as movies_percent,
    count(*) filter (where duration is not null) as timed_count,
    percentile_disc(0.5) within group (order by duration)
    filter (where kind = 'movie' and duration_unit = 'minute')
        as movie_median_minutes,
    percentile_disc(0.5) within group (order by duration)
    filter (where kind = 'series' and duration_unit = 'season')
        as series_median_seasons,
    percentile_disc(0.5) within group (order by release_year)
        as median_release_year,
    min(release_year) as first_release_year,
    max(release_year) as last_release_year
from agg.details_by_title
group by platform
order by titles_place, platform;

comment on view agg.story_title_platforms is
'What platforms show; one row per platform.';
comment on column agg.story_title_platforms.platform is
'The platform.';
comment on column agg.story_title_platforms.titles_count is
'Titles.';
comment on column agg.story_title_platforms.titles_place is
'Place by titles, from 1; equal platforms share one.';
comment on column agg.story_title_platforms.movies_count is
'Movies among them.';
comment on column agg.story_title_platforms.series_count is
'Series among them.';
comment on column agg.story_title_platforms.movies_percent is
'The share of movies in percent, 2 decimals.';
comment on column agg.story_title_platforms.timed_count is
'Titles whose duration is known.';
comment on column agg.story_title_platforms.movie_median_minutes is
'The least duration that half of the movies do not exceed, in minutes; null '
'where none is known.';
comment on column agg.story_title_platforms.series_median_seasons is
'The same of series, in seasons.';
comment on column agg.story_title_platforms.median_release_year is
'The earliest year up to which half of the titles were released.';
comment on column agg.story_title_platforms.first_release_year is
'Release year of the oldest title.';
comment on column agg.story_title_platforms.last_release_year is
'Release year of the newest title.';
