-- GET /get_actor, in the words of its first users.
create function api.classic_get_actor(p_platform text, p_year integer)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'plataforma', platforms.name,
            'anio', p_year,
            'actor', agg.lower_text(best.actor),
            'apariciones', coalesce(best.titles_count, 0)
        ) as answer
    from core.platforms
    -- a platform may name no cast
    left join api.most_credited_actor(p_platform, p_year) as best on true
    where platforms.name = agg.name_key(p_platform);
end;

comment on function api.classic_get_actor(text, integer) is
'S4 as /get_actor answers it; null for an unknown platform.';
