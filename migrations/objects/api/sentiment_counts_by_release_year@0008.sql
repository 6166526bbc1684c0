-- What do the reviews of a year's games feel like?  Grain: one row per release
-- year with a reviewed game.
create view api.sentiment_counts_by_release_year as
select
    release_year,
    negative_count,
    neutral_count,
    positive_count
from agg.sentiment_counts_by_release_year;

comment on view api.sentiment_counts_by_release_year is
'Reviews by sentiment; one row per release year of the games.';
comment on column api.sentiment_counts_by_release_year.release_year is
'Release year of the games.';
comment on column api.sentiment_counts_by_release_year.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_release_year.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_release_year.positive_count is
'Reviews with a polarity above 0.';
