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
    with

    -- the whole years in which anybody posted, at most
    asked as (
        select
            greatest(
                p_from, date_trunc('year', min(posted_on)::timestamp)::date
            ) as from_on,
            least(
                p_to,
                (
                    date_trunc('year', max(posted_on)::timestamp)
                    + interval '1 year -1 day'
                )::date
            ) as to_on
        from api.review_counts_by_day
        having p_from <= p_to
    ),

    through as (
        select
            reviews_running_count,
            recommended_running_count
        from api.review_counts_by_day
        where posted_on <= p_to and p_from <= p_to
        order by posted_on desc
        limit 1
    ),

    earlier as (
        select
            reviews_running_count,
            recommended_running_count
        from api.review_counts_by_day
        where posted_on < p_from and p_from <= p_to
        order by posted_on desc
        limit 1
    ),

    running as (
        select
            reviews_running_count,
            recommended_running_count
        from through
        union all
        select
            -reviews_running_count as reviews_running_count,
            -recommended_running_count as recommended_running_count
        from earlier
    ),

    counts as (
        select
            coalesce(sum(reviews_running_count), 0)::bigint as reviews_count,
            sum(recommended_running_count) as recommended_count
        from running
    ),

    -- each user once: by the first review in the interval
    users as (
        select sum(firsts.users_running_count)::bigint as users_count
        from asked
        cross join agg.interval_periods(asked.from_on, asked.to_on) as periods
        cross join lateral (
            select reviewers.users_running_count
            from api.reviewers_by_period as reviewers
            where
                reviewers.period = periods.period
                and reviewers.begins_on = periods.begins_on
                and reviewers.earlier_on < asked.from_on
            order by reviewers.earlier_on desc
            limit 1
        ) as firsts
    )

    select
        coalesce(users.users_count, 0) as users_count,
        counts.reviews_count,
        round(
            100.0 * counts.recommended_count / nullif(counts.reviews_count, 0),
            2
        ) as recommended_percent
    from users
    cross join counts;
end;

comment on function api.review_counts(date, date) is
'Users who posted between two dates, and the share of those reviews that '
'recommend.';
