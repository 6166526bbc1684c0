-- How many titles does a platform show?  Grain: one row per (platform, kind,
-- release year).
create materialized view agg.titles_by_platform_kind_year as
select
    platform_id,
    kind,
    release_year,
    count(*) as titles_count
from core.titles
group by platform_id, kind, release_year
with no data;

create unique index uq_titles_by_platform_kind_year
on agg.titles_by_platform_kind_year (platform_id, kind, release_year)
nulls not distinct;

comment on materialized view agg.titles_by_platform_kind_year is
'Titles of a platform; one row per (platform, kind, release year).';
comment on column agg.titles_by_platform_kind_year.platform_id is
'The platform.';
comment on column agg.titles_by_platform_kind_year.kind is
'''movie'' or ''series''.';
comment on column agg.titles_by_platform_kind_year.release_year is
'Year of the release; null is unknown.';
comment on column agg.titles_by_platform_kind_year.titles_count is
'Its titles of the kind and year.';
