-- How does the store sum up the reviews of a year's games?  Grain: one row per
-- (release year, store sentiment).
create materialized view agg.games_by_year_store_sentiment as
select
    release_year,
    store_sentiment,
    count(*) as games_count
from core.games
where
    release_year is not null
    and store_sentiment is not null
group by release_year, store_sentiment
with no data;

create unique index uq_games_by_year_store_sentiment_grain
on agg.games_by_year_store_sentiment (release_year, store_sentiment);

comment on materialized view agg.games_by_year_store_sentiment is
'Games released in a year by the store''s summary of their reviews; one row'
' per (release year, store sentiment).';
comment on column agg.games_by_year_store_sentiment.release_year is
'Release year of the games.';
comment on column agg.games_by_year_store_sentiment.store_sentiment is
'The store''s own summary.';
comment on column agg.games_by_year_store_sentiment.games_count is
'Games of that year and summary.';
