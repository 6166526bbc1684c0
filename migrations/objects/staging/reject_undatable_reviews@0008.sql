-- Reviews without a year that no year fits go to the rejects.
create function staging.reject_undatable_reviews(p_crawl_year smallint)
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
        case
            when p_crawl_year is null then 'posted_year_unknown'
            else 'date_does_not_exist'
        end as reason,
        case
            when p_crawl_year is null
                then
                    'The review has no year and no review of the load is '
                    'dated; name the year of the crawl.'
            else format(
                'Month %s of %s, the year of the crawl, has no day %s.',
                reviews.posted_month,
                p_crawl_year,
                reviews.posted_day
            )
        end as detail,
        left(coalesce(reviews.review, ''), 2000) as raw
    from staging.reviews
    where
        reviews.posted_year is null
        and staging.day_of(
            p_crawl_year, reviews.posted_month, reviews.posted_day
        ) is null
    returning 1
)

select count(*) from rejected;
$$;

comment on function staging.reject_undatable_reviews(smallint) is
'Put reviews without a possible date among the rejects; returns their count.';
