-- How many titles does a platform show?  Grain: one row per (platform, kind,
-- release year).
create view api.titles_by_platform_kind_year as
select
    platforms.name as platform,
    counts.kind,
    counts.release_year,
    counts.titles_count
from agg.titles_by_platform_kind_year as counts
inner join core.platforms using (platform_id);

comment on view api.titles_by_platform_kind_year is
'Titles of a platform; one row per (platform, kind, release year).';
comment on column api.titles_by_platform_kind_year.platform is
'The platform.';
comment on column api.titles_by_platform_kind_year.kind is
'''movie'' or ''series''.';
comment on column api.titles_by_platform_kind_year.release_year is
'Year of the release; null is unknown.';
comment on column api.titles_by_platform_kind_year.titles_count is
'Its titles of the kind and year.';
