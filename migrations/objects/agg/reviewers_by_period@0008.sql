-- Who writes reviews, counted once?  Of an interval of days the first review
-- of each user is the one before which the user posted nothing in it: so the
-- users of an interval add up over its years, months and days, for each the
-- users whose review before the period is from before the interval.
-- Grain: one row per (period, its first day, day of the review before it).
create materialized view agg.reviewers_by_period as
with

posting_days as (
    select distinct
        user_key,
        posted_on
    from core.reviews
),

linked as (
    select
        posted_on,
        coalesce(
            lag(posted_on) over (partition by user_key order by posted_on),
            date '0001-01-01'
        ) as earlier_on
    from posting_days
),

periods as (
    select
        periods.period,
        periods.begins_on,
        linked.earlier_on
    from linked
    cross join
        lateral (
            values
            ('day', linked.posted_on),
            ('month', date_trunc('month', linked.posted_on::timestamp)::date),
            ('year', date_trunc('year', linked.posted_on::timestamp)::date)
        ) as periods (period, begins_on)
    where linked.earlier_on < periods.begins_on
)

select
    period,
    begins_on,
    earlier_on,
    count(*) as users_count,
    sum(count(*)) over (
        partition by period, begins_on order by earlier_on
    )::bigint as users_running_count
from periods
group by period, begins_on, earlier_on
with no data;

create unique index uq_reviewers_by_period_period_begins_on_earlier_on
on agg.reviewers_by_period (period, begins_on, earlier_on);

comment on materialized view agg.reviewers_by_period is
'Users who post in a period, by the day on which they posted before; one row '
'per (period, begins_on, earlier_on).';
comment on column agg.reviewers_by_period.period is
'''day'', ''month'' or ''year''.';
comment on column agg.reviewers_by_period.begins_on is
'The first day of the period.';
comment on column agg.reviewers_by_period.earlier_on is
'The last day before the period with a review of theirs; 0001-01-01: none.';
comment on column agg.reviewers_by_period.users_count is
'Users.';
comment on column agg.reviewers_by_period.users_running_count is
'Users whose day before the period is this one or an earlier one.';
