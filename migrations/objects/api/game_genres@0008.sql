-- Which genres does a game have?  Grain: one row per (game, genre).
create view api.game_genres as
select
    game_genres.game_id,
    genres.name as genre,
    game_genres.position
from core.game_genres
inner join core.genres using (genre_id);

comment on view api.game_genres is
'Genres of games; one row per (game, genre).';
comment on column api.game_genres.game_id is
'The game.';
comment on column api.game_genres.genre is
'Name of the genre.';
comment on column api.game_genres.position is
'Place in the store''s list, from 1.';
