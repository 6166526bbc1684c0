-- The rows of agg.playtime_by_game_definition.
create table agg.playtime_by_game (
    like agg.playtime_by_game_definition including comments
);

create unique index uq_playtime_by_game_game_id
on agg.playtime_by_game (game_id);

comment on table agg.playtime_by_game is
'Owners, players and their playtime; one row per game in a library.';
