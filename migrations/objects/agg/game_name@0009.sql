-- What is a game called that no file may name?
create function agg.game_name(p_game_id bigint, p_name text)
returns text
language sql
immutable
parallel safe
return coalesce(p_name, 'App ' || p_game_id);

comment on function agg.game_name(bigint, text) is
'A game''s name; ''App'' and its id where no file names it.';
