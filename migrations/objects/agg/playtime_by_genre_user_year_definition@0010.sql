-- When were the games released that a genre's top users play?
-- Grain: one row per (genre, user, release year).
create view agg.playtime_by_genre_user_year_definition as
select
    tops.genre_id,
    tops.place,
    games.release_year,
    sum(items.playtime_minutes) as playtime_minutes
from agg.playtime_by_genre_user as tops
inner join core.items using (user_key)
inner join core.games using (game_id)
inner join core.game_genres
    on
        items.game_id = game_genres.game_id
        and tops.genre_id = game_genres.genre_id
where
    items.playtime_minutes > 0
    and games.release_year is not null
group by tops.genre_id, tops.place, games.release_year;

comment on view agg.playtime_by_genre_user_year_definition is
'Playtime of each genre''s 100 top users by release year; '
'one row per (genre, user, release year) that the user played.';
comment on column agg.playtime_by_genre_user_year_definition.genre_id is
'The genre.';
comment on column agg.playtime_by_genre_user_year_definition.place is
'The user''s place in agg.playtime_by_genre_user.';
comment on column agg.playtime_by_genre_user_year_definition.release_year is
'Release year of the games; games without one are left out.';
comment on column agg.playtime_by_genre_user_year_definition.playtime_minutes is
'The user''s minutes in the games of that genre and year.';
