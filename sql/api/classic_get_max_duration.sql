-- GET /get_max_duration, in the words of its first users.
create function api.classic_get_max_duration(
    p_year integer default null,
    p_platform text default null,
    p_duration_type text default 'min'
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'pelicula',
            (
                select agg.lower_text(longest.name)
                from api.longest_title(
                    p_year,
                    p_platform,
                    case p_duration_type
                        when 'min' then 'minute' else 'season'
                    end
                ) as longest
            )
        ) as answer
    where
        p_platform is null
        or exists (
            select
            from core.platforms
            where platforms.name = agg.name_key(p_platform)
        );
end;

comment on function api.classic_get_max_duration(integer, text, text) is
'S1 as /get_max_duration answers it; null for an unknown platform.';
