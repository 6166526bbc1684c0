-- What became of the games of each year?  Grain: one row per release year.
create view api.years as
select
    games.release_year as year,
    games.games_count,
    games.early_access_count,
    games.free_count,
    played.playtime_minutes,
    round(played.playtime_minutes / 60.0, 2) as playtime_hours,
    coalesce(sentiments.negative_count, 0) as negative_count,
    coalesce(sentiments.neutral_count, 0) as neutral_count,
    coalesce(sentiments.positive_count, 0) as positive_count
from agg.games_by_year as games
left join agg.playtime_by_year as played using (release_year)
left join
    agg.sentiment_counts_by_release_year as sentiments
    using (release_year);

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
