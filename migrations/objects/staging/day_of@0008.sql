-- A date from its parts, or null where the month has no such day.
create function staging.day_of(p_year integer, p_month integer, p_day integer)
returns date
language sql
immutable
strict
parallel safe
begin atomic
    select
        case
            when
                extract(month from make_date(p_year, p_month, 1) + p_day - 1)
                = p_month
                then make_date(p_year, p_month, 1) + p_day - 1
        end as day_of;
end;

comment on function staging.day_of(integer, integer, integer) is
'The date of a year, month and day; null where there is no such day.';
