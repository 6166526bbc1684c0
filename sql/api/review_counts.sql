-- Q12: how many users posted in a closed interval of dates, and how much of
-- that recommends?
create function api.review_counts(p_from date, p_to date)
returns table (
    users_count bigint,
    reviews_count bigint,
    recommended_percent numeric
)
language sql
stable
parallel safe
begin atomic
    select
        count(distinct reviews.user_id) as users_count,
        count(*) as reviews_count,
        round(
            100.0 * count(*) filter (where reviews.is_recommended)
            / nullif(count(*), 0),
            2
        ) as recommended_percent
    from api.reviews
    where reviews.posted_on between p_from and p_to;
end;

comment on function api.review_counts(date, date) is
'Users who posted between two dates, and the share of those reviews that '
'recommend.';
