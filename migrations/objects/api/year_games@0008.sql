-- Q16 and Q18: how many games were released in a year, and how many of them in
-- early access?
create function api.year_games(p_year integer)
returns table (
    games_count bigint,
    early_access_count bigint,
    free_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        coalesce(sum(counts.games_count), 0)::bigint as games_count,
        coalesce(sum(counts.early_access_count), 0)::bigint
            as early_access_count,
        coalesce(sum(counts.free_count), 0)::bigint as free_count
    from api.games_by_year as counts
    where counts.release_year = p_year;
end;

comment on function api.year_games(integer) is
'Games released in a year; one row for any year.';
