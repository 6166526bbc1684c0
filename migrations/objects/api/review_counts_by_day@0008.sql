-- How many reviews are posted, and how many recommend?
-- Grain: one row per day with reviews.
create view api.review_counts_by_day as
select
    posted_on,
    reviews_count,
    recommended_count,
    reviews_running_count,
    recommended_running_count
from agg.review_counts_by_day;

comment on view api.review_counts_by_day is
'Reviews posted on a day, and up to it; one row per day with reviews.';
comment on column api.review_counts_by_day.posted_on is
'The day.';
comment on column api.review_counts_by_day.reviews_count is
'Reviews of the day.';
comment on column api.review_counts_by_day.recommended_count is
'Those of them that recommend the game.';
comment on column api.review_counts_by_day.reviews_running_count is
'Reviews up to the day and of it.';
comment on column api.review_counts_by_day.recommended_running_count is
'Those of them that recommend the game.';
