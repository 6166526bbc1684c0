-- How do users judge a game?  Grain: one row per reviewed game.
create materialized view agg.review_summaries_by_game as
select
    game_id,
    count(*) as reviews_count,
    count(*) filter (where is_recommended) as recommended_count
from core.reviews
group by game_id
with no data;

create unique index uq_review_summaries_by_game_game_id
on agg.review_summaries_by_game (game_id);

comment on materialized view agg.review_summaries_by_game is
'Reviews of a game and how many recommend it; one row per reviewed game.';
comment on column agg.review_summaries_by_game.game_id is
'The game.';
comment on column agg.review_summaries_by_game.reviews_count is
'Reviews.';
comment on column agg.review_summaries_by_game.recommended_count is
'Reviews that recommend it.';
