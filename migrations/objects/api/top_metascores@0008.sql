-- Q20: which games of a year have the best metascore?  A tie goes to the lower
-- game id.
create function api.top_metascores(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    game_id bigint,
    game text,
    metascore smallint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by games.metascore desc, games.game_id asc
        ) as place,
        games.game_id,
        games.name as game,
        games.metascore
    from api.games
    where
        games.release_year = p_year
        and games.metascore is not null
    order by games.metascore desc, games.game_id asc
    limit p_count;
end;

comment on function api.top_metascores(integer, integer) is
'The games of a year with the highest Metacritic score.';
