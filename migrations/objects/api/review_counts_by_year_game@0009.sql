-- Which games do reviews speak for and against?  Grain: one row per (kind of
-- year, year, game).
create view api.review_counts_by_year_game as
select
    counts.year_of,
    counts.counted_year,
    counts.game_id,
    agg.game_name(games.game_id, games.name) as game,
    counts.reviews_count,
    counts.recommended_count,
    counts.warned_count,
    counts.praised_count
from agg.review_counts_by_year_game as counts
inner join core.games using (game_id);

comment on view api.review_counts_by_year_game is
'Reviews for and against a game; one row per (kind of year, year, game).';
comment on column api.review_counts_by_year_game.year_of is
'''posted'': the year of the review; ''release'': that of the game.';
comment on column api.review_counts_by_year_game.counted_year is
'The year.';
comment on column api.review_counts_by_year_game.game_id is
'The game.';
comment on column api.review_counts_by_year_game.game is
'Its name; ''App'' and the id where no file names it.';
comment on column api.review_counts_by_year_game.reviews_count is
'All reviews.';
comment on column api.review_counts_by_year_game.recommended_count is
'Reviews that recommend the game in positive or neutral words.';
comment on column api.review_counts_by_year_game.warned_count is
'Reviews that do not recommend the game, in negative words.';
comment on column api.review_counts_by_year_game.praised_count is
'Reviews that recommend the game in positive words.';
