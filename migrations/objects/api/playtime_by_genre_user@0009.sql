-- Who plays a genre most?  Grain: one row per (genre, user), the first 100.
create view api.playtime_by_genre_user as
select
    genres.name as genre,
    tops.place,
    users.user_id,
    users.user_url,
    tops.playtime_minutes,
    round(tops.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_user as tops
inner join core.genres using (genre_id)
inner join core.users using (user_key);

comment on view api.playtime_by_genre_user is
'The 100 users with the most playtime in each genre; one row per (genre, '
'user).';
comment on column api.playtime_by_genre_user.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre_user.place is
'Place in the genre, from 1; a tie goes to the user id that sorts first.';
comment on column api.playtime_by_genre_user.user_id is
'The user.';
comment on column api.playtime_by_genre_user.user_url is
'Public profile page.';
comment on column api.playtime_by_genre_user.playtime_minutes is
'The user''s minutes in all games of the genre.';
comment on column api.playtime_by_genre_user.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_user.genre_key is
'The genre as api.name_key() writes it, to look it up by.';
