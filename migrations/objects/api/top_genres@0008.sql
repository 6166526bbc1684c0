-- Q15: which genres are most frequent among the games released in a year?  A
-- tie goes to the name that sorts first.
create function api.top_genres(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    genre text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.games_count desc, counts.genre asc
        ) as place,
        counts.genre,
        counts.games_count
    from api.games_by_year_genre as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.genre asc
    limit p_count;
end;

comment on function api.top_genres(integer, integer) is
'The most frequent genres among a year''s games.';
