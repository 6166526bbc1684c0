-- Q10: what did a developer release per year, and how much of it is free?
create function api.studio_years(p_studio text)
returns table (
    release_year smallint,
    games_count bigint,
    free_count bigint,
    free_percent numeric
)
language sql
stable
parallel safe
begin atomic
    select
        counts.release_year,
        counts.games_count,
        counts.free_count,
        counts.free_percent
    from api.games_by_studio_year as counts
    where counts.studio_key = api.name_key(p_studio)
    order by counts.release_year desc;
end;

comment on function api.studio_years(text) is
'Games of a developer by release year, years descending.';
