-- The rows of agg.playtime_by_genre_user_year_definition.
create table agg.playtime_by_genre_user_year (
    like agg.playtime_by_genre_user_year_definition including comments
);

create unique index uq_playtime_by_genre_user_year_genre_id_place_release_year
on agg.playtime_by_genre_user_year (genre_id, place, release_year);

comment on table agg.playtime_by_genre_user_year is
'Playtime of each genre''s 100 top users by release year; '
'one row per (genre, user, release year) that the user played.';
