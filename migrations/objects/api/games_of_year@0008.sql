-- Q16: which games were released in a year?  By id.
create function api.games_of_year(
    p_year integer,
    p_count integer default 100,
    p_skip integer default 0
)
returns table (
    game_id bigint,
    name text
)
language sql
stable
parallel safe
begin atomic
    select
        games.game_id,
        games.name
    from api.games
    where games.release_year = p_year
    order by games.game_id asc
    limit p_count offset p_skip;
end;

comment on function api.games_of_year(integer, integer, integer) is
'Games released in a year, by id, a page at a time.';
