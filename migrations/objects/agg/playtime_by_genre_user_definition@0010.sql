-- Who plays a genre most?  Grain: one row per (genre, user), the first 100.
create view agg.playtime_by_genre_user_definition as
with

-- Ties at the border stay in, for the user's id to decide below.
ranked as (
    select
        genre_id,
        user_key,
        playtime_minutes,
        rank() over (
            partition by genre_id
            order by playtime_minutes desc
        ) as rank
    from agg.playtime_by_user_genre
),

placed as (
    select
        ranked.genre_id,
        ranked.user_key,
        ranked.playtime_minutes,
        row_number() over (
            partition by ranked.genre_id
            order by ranked.playtime_minutes desc, users.user_id asc
        ) as place
    from ranked
    inner join core.users using (user_key)
    where ranked.rank <= 100
)

select
    genre_id,
    place::smallint as place,
    user_key,
    playtime_minutes
from placed
where place <= 100;

comment on view agg.playtime_by_genre_user_definition is
'The 100 users with the most playtime in each genre; one row per (genre, '
'user).';
comment on column agg.playtime_by_genre_user_definition.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre_user_definition.place is
'Place in the genre, from 1; a tie goes to the user id that sorts first.';
comment on column agg.playtime_by_genre_user_definition.user_key is
'The user.';
comment on column agg.playtime_by_genre_user_definition.playtime_minutes is
'The user''s minutes in all games of the genre.';
