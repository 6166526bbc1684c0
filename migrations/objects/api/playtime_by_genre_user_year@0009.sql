-- When were the games released that a genre's top users play? Grain: one row
-- per (genre, user, release year).
create view api.playtime_by_genre_user_year as
select
    genres.name as genre,
    playtimes.place,
    playtimes.release_year,
    playtimes.playtime_minutes,
    round(playtimes.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_user_year as playtimes
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre_user_year is
'Playtime of each genre''s 100 top users by release year; one row per '
'(genre, user, release year) that the user played.';
comment on column api.playtime_by_genre_user_year.genre is
'The genre.';
comment on column api.playtime_by_genre_user_year.place is
'The user''s place in api.playtime_by_genre_user.';
comment on column api.playtime_by_genre_user_year.release_year is
'Release year of the games; games without one are left out.';
comment on column api.playtime_by_genre_user_year.playtime_minutes is
'The user''s minutes in the games of that genre and year.';
comment on column api.playtime_by_genre_user_year.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_user_year.genre_key is
'The genre as api.name_key() writes it, to look it up by.';
