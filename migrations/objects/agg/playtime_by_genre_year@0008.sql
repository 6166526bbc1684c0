-- Which release year is played most, per genre?
-- Grain: one row per (genre, release year).
create materialized view agg.playtime_by_genre_year as
select
    game_genres.genre_id,
    games.release_year,
    count(*) as games_count,
    sum(playtime_by_game.playtime_minutes)::bigint as playtime_minutes
from agg.playtime_by_game
inner join core.games using (game_id)
inner join core.game_genres using (game_id)
where
    games.release_year is not null
    and playtime_by_game.playtime_minutes > 0
group by game_genres.genre_id, games.release_year
with no data;

create unique index uq_playtime_by_genre_year_genre_id_release_year
on agg.playtime_by_genre_year (genre_id, release_year);
create index ix_playtime_by_genre_year_most
on agg.playtime_by_genre_year (
    genre_id, playtime_minutes desc, release_year desc
);

comment on materialized view agg.playtime_by_genre_year is
'Playtime of the games of a genre by release year; '
'one row per (genre, release year) that was played.';
comment on column agg.playtime_by_genre_year.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre_year.release_year is
'Release year of the games.';
comment on column agg.playtime_by_genre_year.games_count is
'Games of the genre and year that somebody played.';
comment on column agg.playtime_by_genre_year.playtime_minutes is
'Minutes over all users.';
