-- Which place has a game in bitmaps?  Grain: one row per game.
create materialized view agg.game_places as
select
    game_id,
    row_number() over (order by game_id)::integer as place
from core.games
with no data;

create unique index uq_game_places_game_id
on agg.game_places (game_id) include (place);

comment on materialized view agg.game_places is
'Places of games in bitmaps; one row per game.';
comment on column agg.game_places.game_id is
'The game.';
comment on column agg.game_places.place is
'From 1, by ids.';
