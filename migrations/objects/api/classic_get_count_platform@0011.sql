-- GET /get_count_platform, in the words of its first users.
create function api.classic_get_count_platform(p_platform text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'plataforma', platforms.platform,
            'peliculas', platforms.movies_count
        ) as answer
    from api.platforms
    where platforms.platform = api.name_key(p_platform);
end;

comment on function api.classic_get_count_platform(text) is
'S3 as /get_count_platform answers it; null for an unknown platform.';
