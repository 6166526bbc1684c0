-- The rows of agg.labels_by_game_definition.  Apart from details_by_game, as
-- labels change with games alone.
create table agg.labels_by_game (
    like agg.labels_by_game_definition including comments
);

create unique index uq_labels_by_game_game_id
on agg.labels_by_game (game_id);

-- shown, never compared
alter table agg.labels_by_game
alter column genres set statistics 0,
alter column tags set statistics 0,
alter column specs set statistics 0,
alter column developers set statistics 0,
alter column publishers set statistics 0;

comment on table agg.labels_by_game is
'Labels of a game as lists; one row per game.';
