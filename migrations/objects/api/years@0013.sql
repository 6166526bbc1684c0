-- What became of the games of each year?  Grain: one row per release year.
create view api.years as
select
    year,
    games_count,
    early_access_count,
    free_count,
    playtime_minutes,
    round(playtime_minutes / 60.0, 2) as playtime_hours,
    negative_count,
    neutral_count,
    positive_count
from agg.years;

comment on view api.years is
'Games of a year, how much they are played and what their reviews feel like; '
'one row per release year.';
comment on column api.years.year is
'Release year of the games.';
comment on column api.years.games_count is
'Games released.';
comment on column api.years.early_access_count is
'Those of them in early access.';
comment on column api.years.free_count is
'Those of them with a price of 0.';
comment on column api.years.playtime_minutes is
'Minutes over all owners; null where no library holds any of them.';
comment on column api.years.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.years.negative_count is
'Reviews of these games with a polarity below 0, of any year.';
comment on column api.years.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.years.positive_count is
'Reviews with a polarity above 0.';
