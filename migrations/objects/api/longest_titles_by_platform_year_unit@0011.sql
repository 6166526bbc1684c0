-- Which is the longest movie, and which title has most seasons?  Grain: one
-- row per (platform, release year, unit).
create view api.longest_titles_by_platform_year_unit as
select
    platforms.name as platform,
    longest.release_year,
    longest.duration_unit,
    titles.title_id,
    titles.name,
    titles.kind,
    longest.duration,
    longest.place
from agg.longest_titles_by_platform_year_unit as longest
inner join core.platforms using (platform_id)
inner join core.titles using (title_key);

comment on view api.longest_titles_by_platform_year_unit is
'The longest movie in minutes, and the title of any kind with most seasons; '
'one row per (platform, release year, unit).';
comment on column api.longest_titles_by_platform_year_unit.platform is
'The platform.';
comment on column api.longest_titles_by_platform_year_unit.release_year is
'Year of the release; null is unknown.';
comment on column api.longest_titles_by_platform_year_unit.duration_unit is
'''minute'' or ''season''.';
comment on column api.longest_titles_by_platform_year_unit.title_id is
'The title; of equally long ones that with the lower id.';
comment on column api.longest_titles_by_platform_year_unit.name is
'Its name.';
comment on column api.longest_titles_by_platform_year_unit.kind is
'''movie'' or ''series''.';
comment on column api.longest_titles_by_platform_year_unit.duration is
'How long it is, in the unit.';
comment on column api.longest_titles_by_platform_year_unit.place is
'Orders titles by lower id: by platform, then by the number in the id.';
