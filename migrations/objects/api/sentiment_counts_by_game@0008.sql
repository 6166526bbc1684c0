-- What do a game's reviews feel like?  Grain: one row per reviewed game.
create view api.sentiment_counts_by_game as
select
    game_id,
    negative_count,
    neutral_count,
    positive_count
from agg.sentiment_counts_by_game;

comment on view api.sentiment_counts_by_game is
'Reviews by sentiment; one row per reviewed game.';
comment on column api.sentiment_counts_by_game.game_id is
'The game.';
comment on column api.sentiment_counts_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_game.positive_count is
'Reviews with a polarity above 0.';
