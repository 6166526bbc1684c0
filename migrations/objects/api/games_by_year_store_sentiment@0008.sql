-- How does the store sum up the reviews of a year's games?  Grain: one row per
-- (release year, store sentiment).
create view api.games_by_year_store_sentiment as
select
    release_year,
    store_sentiment,
    games_count
from agg.games_by_year_store_sentiment;

comment on view api.games_by_year_store_sentiment is
'Games released in a year by the store''s summary of their reviews; one row'
' per (release year, store sentiment).';
comment on column api.games_by_year_store_sentiment.release_year is
'Release year of the games.';
comment on column api.games_by_year_store_sentiment.store_sentiment is
'The store''s own summary.';
comment on column api.games_by_year_store_sentiment.games_count is
'Games of that year and summary.';
