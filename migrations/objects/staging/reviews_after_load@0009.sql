-- The reviews of this load as core.reviews will hold them, one row per (user,
-- game), in its columns but the last two.  Of several a stated year counts
-- more than an inferred one, then the later posted, the later edited and the
-- newer crawl.  Those that are known already take part: no order of loads
-- counts.
create view staging.reviews_after_load as
with

dated as (
    select
        users.user_key,
        staged.game_id,
        staging.day_of(
            coalesce(staged.posted_year, crawls.crawl_year),
            staged.posted_month,
            staged.posted_day
        ) as posted_on,
        staged.posted_year is null as is_posted_year_inferred,
        staging.day_of(
            coalesce(staged.edited_year, crawls.crawl_year),
            staged.edited_month,
            staged.edited_day
        ) as edited_on,
        staged.is_recommended,
        staged.helpful_count,
        staged.helpful_votes_count,
        staged.funny_count,
        staged.review,
        staged.polarity,
        crawls.crawled_on
    from staging.reviews as staged
    inner join staging.crawls using (file_number)
    inner join staging.users as lines using (file_number, line_number)
    inner join core.users using (user_id)
),

every as (
    select
        dated.*,
        false as is_known
    from dated
    where dated.posted_on is not null
    union all
    select
        reviews.user_key,
        reviews.game_id,
        reviews.posted_on,
        reviews.is_posted_year_inferred,
        reviews.edited_on,
        reviews.is_recommended,
        reviews.helpful_count,
        reviews.helpful_votes_count,
        reviews.funny_count,
        reviews.review,
        reviews.polarity,
        reviews.crawled_on,
        true as is_known
    from core.reviews
    where exists (
        select from dated
        where
            dated.user_key = reviews.user_key
            and dated.game_id = reviews.game_id
            and dated.posted_on is not null
    )
)

-- Copies of the same dates are told apart by everything else they hold, so
-- that the answer does not depend on the order of files or lines; what only
-- newer rules of cleaning tell apart is taken as they have it.
select distinct on (user_key, game_id)
    user_key,
    game_id,
    posted_on,
    is_posted_year_inferred,
    edited_on,
    is_recommended,
    helpful_count,
    helpful_votes_count,
    funny_count,
    review,
    polarity,
    crawled_on
from every
order by
    user_key asc,
    game_id asc,
    is_posted_year_inferred asc,
    posted_on desc,
    edited_on desc nulls last,
    crawled_on desc,
    helpful_votes_count desc,
    helpful_count desc,
    funny_count desc,
    is_recommended desc,
    review collate "C" asc,
    is_known asc;

comment on view staging.reviews_after_load is
'Reviews of the load as core.reviews will hold them; one row per (user, game).';
comment on column staging.reviews_after_load.user_key is
'The user.';
comment on column staging.reviews_after_load.game_id is
'The game.';
comment on column staging.reviews_after_load.posted_on is
'Date of the review.';
comment on column staging.reviews_after_load.is_posted_year_inferred is
'True where the text had no year and the year of the crawl was taken.';
comment on column staging.reviews_after_load.edited_on is
'Date of the last edit.';
comment on column staging.reviews_after_load.is_recommended is
'The user recommends the game.';
comment on column staging.reviews_after_load.helpful_count is
'Readers who found it helpful.';
comment on column staging.reviews_after_load.helpful_votes_count is
'Readers who voted on it.';
comment on column staging.reviews_after_load.funny_count is
'Readers who found it funny.';
comment on column staging.reviews_after_load.review is
'Text of the review.';
comment on column staging.reviews_after_load.polarity is
'TextBlob polarity of the text, -1 to 1; null without a text.';
comment on column staging.reviews_after_load.crawled_on is
'The newest crawl that has the review as it is here.';
