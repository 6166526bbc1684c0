-- The rows of agg.playtime_by_genre_user_definition.
create table agg.playtime_by_genre_user (
    like agg.playtime_by_genre_user_definition including comments
);

create unique index uq_playtime_by_genre_user_genre_id_place
on agg.playtime_by_genre_user (genre_id, place);

comment on table agg.playtime_by_genre_user is
'The 100 users with the most playtime in each genre; one row per (genre, '
'user).';
