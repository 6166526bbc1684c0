-- How many titles are for whom?  Grain: one row per audience rating.
create materialized view agg.titles_by_audience_rating as
select
    agg.name_key(audience_rating) as audience_rating_key,
    mode() within group (order by audience_rating asc) as audience_rating,
    count(*) as titles_count
from core.titles
group by agg.name_key(audience_rating)
with no data;

create unique index uq_titles_by_audience_rating_audience_rating_key
on agg.titles_by_audience_rating (audience_rating_key) nulls not distinct;

comment on materialized view agg.titles_by_audience_rating is
'Titles by whom they are for; one row per audience rating in any case of '
'letters, and one of the titles whose is unknown.';
comment on column agg.titles_by_audience_rating.audience_rating_key is
'The audience rating as agg.name_key() writes it; null is unknown.';
comment on column agg.titles_by_audience_rating.audience_rating is
'The most frequent spelling; null is unknown.';
comment on column agg.titles_by_audience_rating.titles_count is
'Its titles, of any kind.';
