-- How much is each game played?  Grain: one row per game in a library.
create materialized view agg.playtime_by_game as
select
    game_id,
    count(*) as owners_count,
    count(*) filter (where playtime_minutes > 0) as players_count,
    sum(playtime_minutes) as playtime_minutes
from core.items
group by game_id
with no data;

create unique index uq_playtime_by_game_game_id
on agg.playtime_by_game (game_id);

comment on materialized view agg.playtime_by_game is
'Owners, players and total playtime; one row per game in a library.';
comment on column agg.playtime_by_game.game_id is
'The game.';
comment on column agg.playtime_by_game.owners_count is
'Users who have it in their library.';
comment on column agg.playtime_by_game.players_count is
'Owners who played it for a minute or more.';
comment on column agg.playtime_by_game.playtime_minutes is
'Minutes over all owners.';
