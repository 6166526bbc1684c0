-- Which title does a text mean?  The one of that id; else, of those of that
-- name (on the platform, where one is named), the one with most ratings, a
-- movie before a series, the lower id.
create function agg.find_title(p_title text, p_platform text default null)
returns integer
language sql
stable
parallel safe
begin atomic
    with

    named as (
        select titles.title_key
        from core.titles
        inner join core.platforms using (platform_id)
        -- a title may have no ratings
        left join agg.scores_by_title as scores using (title_key)
        where
            titles.name_key = agg.name_key(p_title)
            and (
                p_platform is null or platforms.name = agg.name_key(p_platform)
            )
        order by
            coalesce(scores.ratings_count, 0) desc,
            titles.kind asc,
            titles.platform_id asc,
            titles.show_number asc
        limit 1
    )

    select
        coalesce(
            (
                select titles.title_key
                from core.titles
                where titles.title_id = p_title
            ),
            (select named.title_key from named)
        ) as title_key;
end;

comment on function agg.find_title(text, text) is
'The title that an id or a name means; null where it means none.';
