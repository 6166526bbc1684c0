-- Of which whole years, months and days does a closed interval of dates
-- consist?  As few as there can be.
create function agg.interval_periods(p_from date, p_to date)
returns table (
    period text,
    begins_on date
)
language sql
immutable
parallel safe
begin atomic
    with

    -- the first month and year that begin in it, and those after its last
    edges as (
        select
            date_trunc('month', p_to + interval '1 day')::date as to_month,
            date_trunc('year', p_to + interval '1 day')::date as to_year,
            date(
                date_trunc('month', p_from - interval '1 day')
                + interval '1 month'
            ) as from_month,
            date(
                date_trunc('year', p_from - interval '1 day')
                + interval '1 year'
            ) as from_year
    ),

    whole as (
        select
            from_month <= to_month as has_months,
            from_year <= to_year as has_years
        from edges
    ),

    -- without a whole month in it all are days, without a whole year months
    spans as (
        select
            case when has_months then from_month else p_to + 1 end
                as from_month,
            case when has_months then to_month else p_to + 1 end as to_month,
            case
                when has_years then from_year
                when has_months then to_month
                else p_to + 1
            end as from_year,
            case
                when has_years then to_year
                when has_months then to_month
                else p_to + 1
            end as to_year
        from edges
        cross join whole
    )

    select
        'year' as period,
        generate_series(
            from_year::timestamp,
            to_year - interval '1 day',
            interval '1 year'
        )::date as begins_on
    from spans
    union all
    select
        'month' as period,
        generate_series(
            from_month::timestamp,
            from_year - interval '1 day',
            interval '1 month'
        )::date as begins_on
    from spans
    union all
    select
        'month' as period,
        generate_series(
            to_year::timestamp,
            to_month - interval '1 day',
            interval '1 month'
        )::date as begins_on
    from spans
    union all
    select
        'day' as period,
        p_from + generate_series(0, from_month - p_from - 1) as begins_on
    from spans
    union all
    select
        'day' as period,
        p_from + generate_series(to_month - p_from, p_to - p_from) as begins_on
    from spans;
end;

comment on function agg.interval_periods(date, date) is
'The years, months and days that an interval of dates consists of.';
