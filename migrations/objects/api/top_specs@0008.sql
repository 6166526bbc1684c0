-- Q17: which specs are most frequent among the games released in a year?  A
-- tie goes to the name that sorts first.
create function api.top_specs(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    spec text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.games_count desc, counts.spec asc
        ) as place,
        counts.spec,
        counts.games_count
    from api.games_by_year_spec as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.spec asc
    limit p_count;
end;

comment on function api.top_specs(integer, integer) is
'The most frequent specs among a year''s games.';
