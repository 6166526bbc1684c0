-- How many titles did a country make?  Grain: one row per (country, kind,
-- release year).
create materialized view agg.titles_by_country_kind_year as
select
    links.country_id,
    titles.kind,
    titles.release_year,
    count(*) as titles_count
from core.title_countries as links
inner join core.titles using (title_key)
group by links.country_id, titles.kind, titles.release_year
with no data;

create unique index uq_titles_by_country_kind_year
on agg.titles_by_country_kind_year (country_id, kind, release_year)
nulls not distinct;

comment on materialized view agg.titles_by_country_kind_year is
'Titles of a country, alone or with others; one row per (country, kind, '
'release year).';
comment on column agg.titles_by_country_kind_year.country_id is
'The country; a title counts in each of its countries.';
comment on column agg.titles_by_country_kind_year.kind is
'''movie'' or ''series''.';
comment on column agg.titles_by_country_kind_year.release_year is
'Year of the release; null is unknown.';
comment on column agg.titles_by_country_kind_year.titles_count is
'Its titles of the kind and year.';
