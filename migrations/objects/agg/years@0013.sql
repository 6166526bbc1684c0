-- What is known of the games of each year?  Grain: one row per release year.
create view agg.years as
select
    games.release_year as year,
    games.games_count,
    games.early_access_count,
    games.free_count,
    played.playtime_minutes,
    coalesce(sentiments.negative_count, 0) as negative_count,
    coalesce(sentiments.neutral_count, 0) as neutral_count,
    coalesce(sentiments.positive_count, 0) as positive_count
from agg.games_by_year as games
-- nobody may have played any, or written of any
left join agg.playtime_by_year as played using (release_year)
left join
    agg.sentiment_counts_by_release_year as sentiments
    using (release_year);

comment on view agg.years is
'Games of a year, how much they are played and what their reviews feel like; '
'one row per release year.';
comment on column agg.years.year is
'Release year of the games.';
comment on column agg.years.games_count is
'Games released.';
comment on column agg.years.early_access_count is
'Those of them in early access.';
comment on column agg.years.free_count is
'Those of them with a price of 0.';
comment on column agg.years.playtime_minutes is
'Minutes over all owners; null where no library holds any of them.';
comment on column agg.years.negative_count is
'Reviews of these games with a polarity below 0, of any year.';
comment on column agg.years.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.years.positive_count is
'Reviews with a polarity above 0.';
