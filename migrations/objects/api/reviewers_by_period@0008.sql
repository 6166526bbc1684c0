-- Who writes reviews, counted once?
-- Grain: one row per (period, its first day, day of the review before it).
create view api.reviewers_by_period as
select
    period,
    begins_on,
    earlier_on,
    users_count,
    users_running_count
from agg.reviewers_by_period;

comment on view api.reviewers_by_period is
'Users who post in a period, by the day on which they posted before; one row '
'per (period, begins_on, earlier_on).';
comment on column api.reviewers_by_period.period is
'''day'', ''month'' or ''year''.';
comment on column api.reviewers_by_period.begins_on is
'The first day of the period.';
comment on column api.reviewers_by_period.earlier_on is
'The last day before the period with a review of theirs; 0001-01-01: none.';
comment on column api.reviewers_by_period.users_count is
'Users.';
comment on column api.reviewers_by_period.users_running_count is
'Users whose day before the period is this one or an earlier one.';
