-- What do a game's reviews feel like?  Grain: one row per reviewed game.
create materialized view agg.sentiment_counts_by_game as
select
    game_id,
    count(*) filter (where sentiment = 0) as negative_count,
    count(*) filter (where sentiment = 1) as neutral_count,
    count(*) filter (where sentiment = 2) as positive_count
from core.reviews
group by game_id
with no data;

create unique index uq_sentiment_counts_by_game_game_id
on agg.sentiment_counts_by_game (game_id);

comment on materialized view agg.sentiment_counts_by_game is
'Reviews by sentiment; one row per reviewed game.';
comment on column agg.sentiment_counts_by_game.game_id is
'The game.';
comment on column agg.sentiment_counts_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_game.positive_count is
'Reviews with a polarity above 0.';
