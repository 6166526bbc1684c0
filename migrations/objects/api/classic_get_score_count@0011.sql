-- GET /get_score_count, in the words of its first users.
create function api.classic_get_score_count(
    p_platform text,
    p_scored double precision,
    p_year integer,
    p_year_of text default 'release'
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
            'plataforma', platforms.name,
            'cantidad', counts.above_count,
            'anio', p_year,
            'score', p_scored
        ) as answer
    from core.platforms
    cross join
        api.score_counts(p_platform, p_scored, p_year, p_year_of) as counts
    where platforms.name = agg.name_key(p_platform);
end;

comment on function api.classic_get_score_count(
    text, double precision, integer, text
) is
'S2 as /get_score_count answers it; null for an unknown platform.';
