-- What is a game called, and how does a search compare it?  Grain: one row
-- per game.  Apart from details_by_game, as names change with games alone.
create view agg.names_by_game_definition as
select
    game_id,
    agg.game_name(game_id, name) as name,
    agg.search_text(name) as search_text
from core.games;

comment on view agg.names_by_game_definition is
'What games are called; one row per game.';
comment on column agg.names_by_game_definition.game_id is
'The store''s id.';
comment on column agg.names_by_game_definition.name is
'Name; ''App'' and the id where no file names the game.';
comment on column agg.names_by_game_definition.search_text is
'The name as a search compares it.';
