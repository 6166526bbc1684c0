-- Which genres are frequent among a year's games?  Grain: one row per (release
-- year, genre).
create view api.games_by_year_genre as
select
    release_year,
    genre,
    games_count
from agg.games_by_year_genre;

comment on view api.games_by_year_genre is
'Games released in a year by genre; one row per (release year, genre).';
comment on column api.games_by_year_genre.release_year is
'Release year of the games.';
comment on column api.games_by_year_genre.genre is
'The genre.';
comment on column api.games_by_year_genre.games_count is
'Games of that year and genre.';
