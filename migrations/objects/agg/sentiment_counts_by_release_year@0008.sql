-- What do the reviews of a year's games feel like?
-- Grain: one row per release year with a reviewed game.
create materialized view agg.sentiment_counts_by_release_year as
select
    games.release_year,
    sum(counts.negative_count)::bigint as negative_count,
    sum(counts.neutral_count)::bigint as neutral_count,
    sum(counts.positive_count)::bigint as positive_count
from agg.sentiment_counts_by_game as counts
inner join core.games using (game_id)
where games.release_year is not null
group by games.release_year
with no data;

create unique index uq_sentiment_counts_by_release_year_release_year
on agg.sentiment_counts_by_release_year (release_year);

comment on materialized view agg.sentiment_counts_by_release_year is
'Reviews by sentiment; one row per release year of the games.';
comment on column agg.sentiment_counts_by_release_year.release_year is
'Release year of the games.';
comment on column agg.sentiment_counts_by_release_year.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_release_year.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_release_year.positive_count is
'Reviews with a polarity above 0.';
