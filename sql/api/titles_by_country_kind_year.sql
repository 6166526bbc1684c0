-- How many titles did a country make?  Grain: one row per (country, kind,
-- release year).
create view api.titles_by_country_kind_year as
select
    countries.name as country,
    counts.kind,
    counts.release_year,
    counts.titles_count
from agg.titles_by_country_kind_year as counts
inner join core.countries using (country_id);

comment on view api.titles_by_country_kind_year is
'Titles of a country, alone or with others; one row per (country, kind, '
'release year).';
comment on column api.titles_by_country_kind_year.country is
'The country; a title counts in each of its countries.';
comment on column api.titles_by_country_kind_year.kind is
'''movie'' or ''series''.';
comment on column api.titles_by_country_kind_year.release_year is
'Year of the release; null is unknown.';
comment on column api.titles_by_country_kind_year.titles_count is
'Its titles of the kind and year.';
