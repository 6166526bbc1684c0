-- GET /recomendacion_juego, in the words of its first users; by an id or a
-- name.  Beside api.classic_recomendacion_juego, which servers of revision
-- 0011 call.
create function api.classic_recomendacion_juego_named(p_game text)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select api.classic_recomendacion_juego(agg.find_game(p_game)) as answer;
end;

comment on function api.classic_recomendacion_juego_named(text) is
'Q21 as /recomendacion_juego answers it; null for an unknown game.';
