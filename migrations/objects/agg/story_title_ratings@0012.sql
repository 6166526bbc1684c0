-- For whom are titles?  Grain: one row per audience rating.
create view agg.story_title_ratings as
select
    audience_rating,
    titles_count,
    rank() over (order by titles_count desc) as titles_place,
    round(100.0 * titles_count / sum(titles_count) over (), 2)
        as titles_percent
from agg.titles_by_audience_rating
order by titles_place, audience_rating;

comment on view agg.story_title_ratings is
'Titles by whom they are for; one row per audience rating, and one of those '
'whose is unknown.';
comment on column agg.story_title_ratings.audience_rating is
'The audience rating; null is unknown.';
comment on column agg.story_title_ratings.titles_count is
'Titles.';
comment on column agg.story_title_ratings.titles_place is
'Place by titles, from 1; equal ratings share one.';
comment on column agg.story_title_ratings.titles_percent is
'Share of all titles in percent, 2 decimals.';
