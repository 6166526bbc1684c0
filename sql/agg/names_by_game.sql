-- The rows of agg.names_by_game_definition.
create table agg.names_by_game (
    like agg.names_by_game_definition including comments
);

create unique index uq_names_by_game_game_id
on agg.names_by_game (game_id);
-- a name may be too long for a btree
create index ix_names_by_game_search_text
on agg.names_by_game using hash (search_text);

comment on table agg.names_by_game is
'What games are called; one row per game.';
