-- The year of dates without one: the year after the latest dated review, of
-- this load or of the data already there.
create function staging.crawl_year()
returns smallint
language sql
stable
security definer
set search_path = ''
as $$
select
    (1 + greatest(
        (select max(posted_year) from staging.reviews),
        (
            select extract(year from max(posted_on))::smallint
            from core.reviews
            where not is_posted_year_inferred
        )
    ))::smallint;
$$;

comment on function staging.crawl_year() is
'The year after the latest dated review; null where no review is dated.';
