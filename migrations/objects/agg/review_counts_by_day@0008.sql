-- How many reviews are posted, and how many recommend?
-- Grain: one row per day with reviews.
create materialized view agg.review_counts_by_day as
with

days as (
    select
        posted_on,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by posted_on
)

select
    posted_on,
    reviews_count,
    recommended_count,
    sum(reviews_count) over running::bigint as reviews_running_count,
    sum(recommended_count) over running::bigint as recommended_running_count
from days
window running as (order by posted_on)
with no data;

create unique index uq_review_counts_by_day_posted_on
on agg.review_counts_by_day (posted_on);

comment on materialized view agg.review_counts_by_day is
'Reviews posted on a day, and up to it; one row per day with reviews.';
comment on column agg.review_counts_by_day.posted_on is
'The day.';
comment on column agg.review_counts_by_day.reviews_count is
'Reviews of the day.';
comment on column agg.review_counts_by_day.recommended_count is
'Those of them that recommend the game.';
comment on column agg.review_counts_by_day.reviews_running_count is
'Reviews up to the day and of it.';
comment on column agg.review_counts_by_day.recommended_running_count is
'Those of them that recommend the game.';
