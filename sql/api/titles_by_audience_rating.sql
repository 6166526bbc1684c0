-- How many titles are for whom?  Grain: one row per audience rating.
create view api.titles_by_audience_rating as
select
    audience_rating,
    audience_rating is not null as is_rated,
    titles_count
from agg.titles_by_audience_rating;

comment on view api.titles_by_audience_rating is
'Titles by whom they are for; one row per audience rating in any case of '
'letters, and one of the titles whose is unknown.';
comment on column api.titles_by_audience_rating.audience_rating is
'The most frequent spelling; null is unknown.';
comment on column api.titles_by_audience_rating.is_rated is
'False in the row of the titles whose audience rating is unknown.';
comment on column api.titles_by_audience_rating.titles_count is
'Its titles, of any kind.';
