-- Which genres are played most?  Grain: one row per genre.
create materialized view agg.playtime_by_genre as
with

totals as (
    select
        genres.genre_id,
        genres.name,
        count(*) as games_count,
        coalesce(sum(played.playtime_minutes), 0)::bigint as playtime_minutes
    from core.genres
    inner join core.game_genres using (genre_id)
    -- a game that is in no library counts as not played
    left join agg.playtime_by_game as played using (game_id)
    group by genres.genre_id, genres.name
)

select
    genre_id,
    games_count,
    playtime_minutes,
    row_number() over (
        order by playtime_minutes desc, name asc
    ) as place
from totals
with no data;

create unique index uq_playtime_by_genre_genre_id
on agg.playtime_by_genre (genre_id);

comment on materialized view agg.playtime_by_genre is
'Total playtime of a genre; one row per genre.';
comment on column agg.playtime_by_genre.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre.games_count is
'Games of the genre.';
comment on column agg.playtime_by_genre.playtime_minutes is
'Minutes over all users and all its games.';
comment on column agg.playtime_by_genre.place is
'Place by playtime, from 1; a tie goes to the name that sorts first.';
