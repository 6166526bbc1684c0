-- GET /get_contents, in the words of its first users: what is not rated counts
-- as G, here only.
create function api.classic_get_contents(p_rating text)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'rating', agg.name_key(p_rating),
            'contenido', sum(counts.titles_count)
        ) as answer
    from agg.titles_by_audience_rating as counts
    where coalesce(counts.audience_rating_key, 'g') = agg.name_key(p_rating)
    having count(*) > 0;
end;

comment on function api.classic_get_contents(text) is
'S6 as /get_contents answers it; null for an unknown audience rating.';
