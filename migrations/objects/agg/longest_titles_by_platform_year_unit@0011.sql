-- Which is the longest movie, and which title has most seasons?  Grain: one
-- row per (platform, release year, unit).
create materialized view agg.longest_titles_by_platform_year_unit as
select distinct on (platform_id, release_year, duration_unit)
    platform_id,
    release_year,
    duration_unit,
    title_key,
    duration,
    agg.title_place(platform_id, show_number) as place
from core.titles
-- a series is measured in seasons
where duration_unit = 'season' or (duration_unit = 'minute' and kind = 'movie')
order by
    platform_id asc,
    release_year asc,
    duration_unit asc,
    duration desc,
    show_number asc
with no data;

create unique index uq_longest_titles_by_platform_year_unit
on agg.longest_titles_by_platform_year_unit (
    platform_id, release_year, duration_unit
) nulls not distinct;
create index ix_longest_titles_by_platform_year_unit_most
on agg.longest_titles_by_platform_year_unit (duration_unit, duration desc);
create index ix_longest_titles_by_platform_year_unit_year
on agg.longest_titles_by_platform_year_unit (release_year, duration_unit);

comment on materialized view agg.longest_titles_by_platform_year_unit is
'The longest movie in minutes, and the title of any kind with most seasons; '
'one row per (platform, release year, unit).';
comment on column agg.longest_titles_by_platform_year_unit.platform_id is
'The platform.';
comment on column agg.longest_titles_by_platform_year_unit.release_year is
'Year of the release; null is unknown.';
comment on column agg.longest_titles_by_platform_year_unit.duration_unit is
'''minute'' or ''season''.';
comment on column agg.longest_titles_by_platform_year_unit.title_key is
'The title; of equally long ones that with the lower number.';
comment on column agg.longest_titles_by_platform_year_unit.duration is
'How long it is, in the unit.';
comment on column agg.longest_titles_by_platform_year_unit.place is
'The title''s place, to break ties between platforms by.';
