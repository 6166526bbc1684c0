-- What does a user play?  Grain: one row per (user, genre) of the library.
create view api.playtime_by_user_genre as
select
    users.user_id,
    genres.name as genre,
    count(*) as games_count,
    count(*) filter (where items.playtime_minutes > 0) as played_games_count,
    sum(items.playtime_minutes)::bigint as playtime_minutes
from core.users
inner join core.items using (user_key)
inner join core.game_genres using (game_id)
inner join core.genres using (genre_id)
group by users.user_id, genres.name;

comment on view api.playtime_by_user_genre is
'Games and playtime of a user by genre; one row per (user, genre) of the '
'library.';
comment on column api.playtime_by_user_genre.user_id is
'The user.';
comment on column api.playtime_by_user_genre.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_user_genre.games_count is
'Games of the genre in the library.';
comment on column api.playtime_by_user_genre.played_games_count is
'Those of them that were played for a minute or more.';
comment on column api.playtime_by_user_genre.playtime_minutes is
'Minutes in all of them.';
