-- Which genres are played most?  Grain: one row per genre.
create view api.playtime_by_genre as
select
    genres.name as genre,
    totals.place,
    totals.games_count,
    totals.playtime_minutes,
    round(totals.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre as totals
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre is
'Total playtime of a genre; one row per genre.';
comment on column api.playtime_by_genre.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre.place is
'Place by playtime, from 1; a tie goes to the name that sorts first.';
comment on column api.playtime_by_genre.games_count is
'Games of the genre.';
comment on column api.playtime_by_genre.playtime_minutes is
'Minutes over all users and all its games.';
comment on column api.playtime_by_genre.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre.genre_key is
'The genre as api.name_key() writes it, to look it up by.';
