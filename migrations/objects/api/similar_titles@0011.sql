-- S7: which titles are most like a title, by what they are?
create function api.similar_titles(p_title_id text, p_count integer default 10)
returns table (
    place bigint,
    title_id text,
    platform text,
    kind text,
    name text,
    release_year smallint,
    score real
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        similar_titles.place,
        titles.title_id,
        platforms.name as platform,
        titles.kind,
        titles.name,
        titles.release_year,
        similar_titles.score
    from core.titles as asked
    inner join core.title_similarities as lists using (title_key)
    cross join
        unnest(lists.similar_title_keys, lists.scores)
        with ordinality as similar_titles (title_key, score, place)
    inner join core.titles on similar_titles.title_key = titles.title_key
    inner join core.platforms on titles.platform_id = platforms.platform_id
    where asked.title_id = p_title_id and similar_titles.place <= p_count
    order by similar_titles.place asc;
end;

comment on function api.similar_titles(text, integer) is
'The titles most like a title by genres, people, words, kind and decade, at '
'most 20; never one of the same work, and no two of one work.';
