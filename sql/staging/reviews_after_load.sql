-- One row per (user, game): of two that differ, the one posted later.  A date
-- without a year belongs to the year of the crawl.
create function staging.reviews_after_load(p_crawl_year smallint)
returns table (
    user_key integer,
    game_id bigint,
    posted_on date,
    is_posted_year_inferred boolean,
    edited_on date,
    is_recommended boolean,
    helpful_count integer,
    helpful_votes_count integer,
    funny_count integer,
    review text,
    polarity double precision
)
language sql
stable
security definer
set search_path = ''
set work_mem = '128MB'
as $$
with

dated as (
    select
        users.user_key,
        staged.game_id,
        staging.day_of(
            coalesce(staged.posted_year, p_crawl_year),
            staged.posted_month,
            staged.posted_day
        ) as posted_on,
        staged.posted_year is null as is_posted_year_inferred,
        staging.day_of(
            coalesce(staged.edited_year, p_crawl_year),
            staged.edited_month,
            staged.edited_day
        ) as edited_on,
        staged.is_recommended,
        staged.helpful_count,
        staged.helpful_votes_count,
        staged.funny_count,
        staged.review,
        staged.polarity
    from staging.reviews as staged
    inner join staging.users as lines using (file_number, line_number)
    inner join core.users using (user_id)
)

-- Copies of the same date are told apart by everything else they hold, so
-- that the answer does not depend on the order of files or lines.
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
    polarity
from dated
where posted_on is not null
order by
    user_key asc,
    game_id asc,
    posted_on desc,
    edited_on desc nulls last,
    helpful_votes_count desc nulls last,
    helpful_count desc nulls last,
    funny_count desc nulls last,
    is_posted_year_inferred asc,
    is_recommended desc,
    review collate "C" asc;
$$;

comment on function staging.reviews_after_load(smallint) is
'Reviews of the load as core.reviews will hold them, given the crawl year.';
