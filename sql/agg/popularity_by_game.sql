-- How many people had to do with a game?  Who played it and who reviewed it:
-- what is free is in no library, and what comes with another game, as a test
-- or a beta does, is in the libraries of people who never start it.  Grain: one
-- row per game.
create view agg.popularity_by_game as
select
    games.game_id,
    coalesce(played.players_count, 0)
    + coalesce(opinions.reviews_count, 0) as popularity
from core.games
-- a game may be in no library, or without a review
left join agg.playtime_by_game as played using (game_id)
left join agg.review_summaries_by_game as opinions using (game_id);

comment on view agg.popularity_by_game is
'Players and reviews of games; one row per game.';
comment on column agg.popularity_by_game.game_id is
'The game.';
comment on column agg.popularity_by_game.popularity is
'Owners who played it, and reviews.';
