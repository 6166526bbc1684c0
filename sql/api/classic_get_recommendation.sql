-- GET /get_recommendation, in the words of its first users.
create function api.classic_get_recommendation(
    p_title text, p_platform text default null
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
            'recomendacion',
            (
                select
                    coalesce(
                        json_agg(
                            agg.lower_text(found.name)
                            order by found.place asc
                        ),
                        '[]'
                    )
                from api.similar_titles(titles.title_id, 5) as found
            )
        ) as answer
    from core.titles
    where
        titles.title_key = agg.find_title(p_title, p_platform)
        and (
            p_platform is null
            or exists (
                select
                from core.platforms
                where platforms.name = agg.name_key(p_platform)
            )
        );
end;

comment on function api.classic_get_recommendation(text, text) is
'S7 as /get_recommendation answers it; null for an unknown title or platform.';
