-- GET /v1/titles/{title_id}/similar: the titles most like a title.
create function api.similar_titles_document(
    p_title_id text, p_count integer default 10
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
            'title_id', titles.title_id,
            'data',
            (
                select coalesce(json_agg(found order by found.place), '[]')
                from api.similar_titles(titles.title_id, p_count) as found
            )
        ) as answer
    from core.titles
    where titles.title_id = p_title_id;
end;

comment on function api.similar_titles_document(text, integer) is
'Similar titles as /v1/titles/{title_id}/similar answers them; null for an '
'unknown title.';
