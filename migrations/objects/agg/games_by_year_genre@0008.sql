-- Which genres are frequent among a year's games?  Grain: one row per (release
-- year, genre).
create materialized view agg.games_by_year_genre as
select
    games.release_year,
    genres.genre_id,
    genres.name as genre,
    count(*) as games_count
from core.game_genres
inner join core.games using (game_id)
inner join core.genres using (genre_id)
where games.release_year is not null
group by games.release_year, genres.genre_id, genres.name
with no data;

create unique index uq_games_by_year_genre_release_year_genre_id
on agg.games_by_year_genre (release_year, genre_id);
create index ix_games_by_year_genre_most
on agg.games_by_year_genre (release_year, games_count desc, genre);

comment on materialized view agg.games_by_year_genre is
'Games released in a year by genre; one row per (release year, genre).';
comment on column agg.games_by_year_genre.release_year is
'Release year of the games.';
comment on column agg.games_by_year_genre.genre_id is
'The genre.';
comment on column agg.games_by_year_genre.genre is
'Name of the genre, which decides ties.';
comment on column agg.games_by_year_genre.games_count is
'Games of that year and genre.';
