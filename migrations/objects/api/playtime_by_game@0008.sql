-- How much is each game played?  Grain: one row per game in a library.
create view api.playtime_by_game as
select
    game_id,
    owners_count,
    players_count,
    playtime_minutes,
    round(playtime_minutes / 60.0, 2) as playtime_hours
from agg.playtime_by_game;

comment on view api.playtime_by_game is
'Owners, players and total playtime; one row per game in a library.';
comment on column api.playtime_by_game.game_id is
'The game.';
comment on column api.playtime_by_game.owners_count is
'Users who have it in their library.';
comment on column api.playtime_by_game.players_count is
'Owners who played it for a minute or more.';
comment on column api.playtime_by_game.playtime_minutes is
'Minutes over all owners.';
comment on column api.playtime_by_game.playtime_hours is
'The same in hours, rounded to 2 decimals.';
