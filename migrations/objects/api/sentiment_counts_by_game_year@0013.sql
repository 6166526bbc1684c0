-- What did reviews of a game feel like over the years?
-- Grain: one row per (game, year of posting).
create view api.sentiment_counts_by_game_year as
select
    reviews.game_id,
    extract(year from reviews.posted_on)::integer as posted_year,
    count(*) as reviews_count,
    count(*) filter (where reviews.sentiment = 0) as negative_count,
    count(*) filter (where reviews.sentiment = 1) as neutral_count,
    count(*) filter (where reviews.sentiment = 2) as positive_count,
    count(*) filter (where reviews.is_recommended) as recommended_count,
    count(*) filter (where reviews.is_posted_year_inferred) as inferred_count
from core.reviews
group by reviews.game_id, extract(year from reviews.posted_on);

comment on view api.sentiment_counts_by_game_year is
'Reviews of a game by sentiment; one row per (game, year of posting).';
comment on column api.sentiment_counts_by_game_year.game_id is
'The game.';
comment on column api.sentiment_counts_by_game_year.posted_year is
'Year in which the reviews were posted.';
comment on column api.sentiment_counts_by_game_year.reviews_count is
'Reviews posted in that year.';
comment on column api.sentiment_counts_by_game_year.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_game_year.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_game_year.positive_count is
'Reviews with a polarity above 0.';
comment on column api.sentiment_counts_by_game_year.recommended_count is
'Reviews that recommend the game.';
comment on column api.sentiment_counts_by_game_year.inferred_count is
'Reviews whose text had no year: that of the crawl was taken.';
