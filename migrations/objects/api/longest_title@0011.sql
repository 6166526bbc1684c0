-- S1: which is the longest movie in minutes, or which title has most seasons?
-- A tie goes to the lower id.
create function api.longest_title(
    p_year integer default null,
    p_platform text default null,
    p_duration_unit text default 'minute'
)
returns table (
    title_id text,
    name text,
    platform text,
    kind text,
    release_year smallint,
    duration integer
)
language sql
stable
parallel safe
begin atomic
    select
        longest.title_id,
        longest.name,
        longest.platform,
        longest.kind,
        longest.release_year,
        longest.duration
    from api.longest_titles_by_platform_year_unit as longest
    where
        longest.duration_unit = p_duration_unit
        and (p_year is null or longest.release_year = p_year)
        and (
            p_platform is null or longest.platform = api.name_key(p_platform)
        )
    order by longest.duration desc, longest.place asc
    limit 1;
end;

comment on function api.longest_title(integer, text, text) is
'The longest movie in minutes (''minute''), or the title of any kind with most '
'seasons (''season''), of a release year and a platform or of all of them; no '
'row where there is none.';
