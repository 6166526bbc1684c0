-- Which release year is played most, per genre?  Grain: one row per (genre,
-- release year).
create view api.playtime_by_genre_year as
select
    genres.name as genre,
    playtimes.release_year,
    playtimes.games_count,
    playtimes.playtime_minutes,
    round(playtimes.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_year as playtimes
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre_year is
'Playtime of the games of a genre by release year; one row per (genre, '
'release year) that was played.';
comment on column api.playtime_by_genre_year.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre_year.release_year is
'Release year of the games.';
comment on column api.playtime_by_genre_year.games_count is
'Games of the genre and year that somebody played.';
comment on column api.playtime_by_genre_year.playtime_minutes is
'Minutes over all users.';
comment on column api.playtime_by_genre_year.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_year.genre_key is
'The genre as api.name_key() writes it, to look it up by.';
