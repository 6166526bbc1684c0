-- Which platforms are loaded, and what do they show?  Grain: one row per
-- platform.
create view api.platforms as
select
    platforms.name as platform,
    coalesce(sum(counts.titles_count), 0)::bigint as titles_count,
    coalesce(
        sum(counts.titles_count) filter (where counts.kind = 'movie'), 0
    )::bigint as movies_count,
    coalesce(
        sum(counts.titles_count) filter (where counts.kind = 'series'), 0
    )::bigint as series_count,
    min(counts.release_year) as first_release_year,
    max(counts.release_year) as last_release_year
from core.platforms
-- a platform whose titles were all forgotten is known, and has none
left join agg.titles_by_platform_kind_year as counts using (platform_id)
group by platforms.name;

comment on view api.platforms is
'Streaming platforms and how many titles they show; one row per platform.';
comment on column api.platforms.platform is
'The platform, in lower case.';
comment on column api.platforms.titles_count is
'Its titles.';
comment on column api.platforms.movies_count is
'Those of them that are movies.';
comment on column api.platforms.series_count is
'Those of them that are series.';
comment on column api.platforms.first_release_year is
'Year of the oldest; null where none is known.';
comment on column api.platforms.last_release_year is
'Year of the newest; null where none is known.';
