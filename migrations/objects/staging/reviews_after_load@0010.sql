-- The reviews of this load as core will hold them.  A user has one review of a
-- game, the later posted, then the later edited, then that of the newer crawl:
-- place 1.  But of those of one day and month, which are of one review, a
-- stated year beats an inferred one, whenever it is loaded; therefore those of
-- other days are kept too, behind it.  Known ones take part: no order of loads
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
        crawls.crawled_on,
        null::bigint as event_id
    from staging.reviews as staged
    inner join staging.crawls using (file_number)
    inner join staging.users as written using (file_number, line_number)
    inner join core.users using (user_id)
),

candidates as (
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
        reviews.event_id,
        true as is_known
    from core.reviews
    where
        exists (
            select from dated
            where
                dated.user_key = reviews.user_key
                and dated.game_id = reviews.game_id
        )
    union all
    select
        outdone.user_key,
        outdone.game_id,
        outdone.posted_on,
        outdone.is_posted_year_inferred,
        outdone.edited_on,
        outdone.is_recommended,
        outdone.helpful_count,
        outdone.helpful_votes_count,
        outdone.funny_count,
        outdone.review,
        outdone.polarity,
        outdone.crawled_on,
        outdone.event_id,
        true as is_known
    from core.outdone_reviews as outdone
    where exists (
        select from dated
        where
            dated.user_key = outdone.user_key
            and dated.game_id = outdone.game_id
    )
),

-- Copies of the same dates are told apart by everything else they hold, so
-- that the answer does not depend on the order of files or lines; what only
-- newer rules of cleaning tell apart is taken as they have it.
days as (
    select distinct on (
        candidates.user_key,
        candidates.game_id,
        to_char(candidates.posted_on, 'MMDD')
    )
        candidates.*,
        to_char(candidates.posted_on, 'MMDD')::smallint as posted_day
    from candidates
    order by
        candidates.user_key asc,
        candidates.game_id asc,
        to_char(candidates.posted_on, 'MMDD') asc,
        candidates.is_posted_year_inferred asc,
        candidates.posted_on desc,
        candidates.edited_on desc nulls last,
        candidates.crawled_on desc,
        candidates.event_id desc nulls last,
        candidates.helpful_votes_count desc nulls last,
        candidates.helpful_count desc nulls last,
        candidates.funny_count desc nulls last,
        candidates.is_recommended desc,
        candidates.review collate "C" asc,
        candidates.is_known asc
)

-- two of different days are never of the same date
select
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
    crawled_on,
    event_id,
    posted_day,
    row_number() over (
        partition by user_key, game_id order by posted_on desc
    ) as place
from days;

comment on view staging.reviews_after_load is
'Reviews of the load as core.reviews will hold them; one row per (user, '
'game, day and month).';
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
comment on column staging.reviews_after_load.event_id is
'The event that wrote it; null: a file.';
comment on column staging.reviews_after_load.posted_day is
'Month and day of posting, as mmdd.';
comment on column staging.reviews_after_load.place is
'1 is the review that counts; others are behind it.';
