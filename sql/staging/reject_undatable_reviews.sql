-- Reviews without a year whose day the year of their crawl does not have go to
-- the rejects.
create function staging.reject_undatable_reviews()
returns bigint
language sql
security definer
set search_path = ''
as $$
with

rejected as (
    insert into staging.rejects (
        file_number, line_number, record_number, kind, reason, detail, raw
    )
    select
        reviews.file_number,
        reviews.line_number,
        reviews.record_number,
        'review' as kind,
        'date_does_not_exist' as reason,
        format(
            'Month %s of %s, the year of the crawl, has no day %s.',
            reviews.posted_month,
            crawls.crawl_year,
            reviews.posted_day
        ) as detail,
        left(coalesce(reviews.review, ''), 2000) as raw
    from staging.reviews
    inner join staging.crawls using (file_number)
    where
        reviews.posted_year is null
        and staging.day_of(
            crawls.crawl_year, reviews.posted_month, reviews.posted_day
        ) is null
    returning 1
)

select count(*) from rejected;
$$;

comment on function staging.reject_undatable_reviews() is
'Put reviews without a possible date among the rejects; returns their count.';
