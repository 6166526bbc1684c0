-- Are reviewers harder to please than they were?  Grain: one row per year of
-- posting.
create view agg.story_review_years as
with

counted as (
    select
        extract(year from posted_on)::integer as posted_year,
        count(*) as reviews_count,
        count(distinct user_key) as reviewers_count,
        count(*) filter (where is_recommended) as recommended_count,
        count(*) filter (where sentiment = 0) as negative_count,
        count(*) filter (where sentiment = 1) as neutral_count,
        count(*) filter (where sentiment = 2) as positive_count
    from core.reviews
    group by extract(year from posted_on)::integer
)

select
    posted_year,
    reviews_count,
    reviewers_count,
    recommended_count,
    round(100.0 * recommended_count / reviews_count, 2) as recommended_percent,
    negative_count,
    neutral_count,
    positive_count,
    round(100.0 * positive_count / reviews_count, 2) as positive_percent
from counted
order by posted_year;

comment on view agg.story_review_years is
'What reviews said in each year; one row per year of posting.';
comment on column agg.story_review_years.posted_year is
'Year in which the reviews were posted.';
comment on column agg.story_review_years.reviews_count is
'Reviews.';
comment on column agg.story_review_years.reviewers_count is
'Users who wrote them.';
comment on column agg.story_review_years.recommended_count is
'Reviews that recommend their game.';
comment on column agg.story_review_years.recommended_percent is
'Their share in percent, 2 decimals.';
comment on column agg.story_review_years.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.story_review_years.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.story_review_years.positive_count is
'Reviews with a polarity above 0.';
comment on column agg.story_review_years.positive_percent is
'Their share in percent, 2 decimals.';
