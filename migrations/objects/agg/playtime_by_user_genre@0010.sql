-- How much does a user play each genre?  Grain: one row per (genre, user).
create view agg.playtime_by_user_genre as
select
    game_genres.genre_id,
    items.user_key,
    sum(items.playtime_minutes) as playtime_minutes
from core.items
inner join core.game_genres using (game_id)
where items.playtime_minutes > 0
group by game_genres.genre_id, items.user_key;

comment on view agg.playtime_by_user_genre is
'Playtime of users in genres; one row per (genre, user) that was played.';
comment on column agg.playtime_by_user_genre.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_user_genre.user_key is
'The user.';
comment on column agg.playtime_by_user_genre.playtime_minutes is
'The user''s minutes in all games of the genre.';
