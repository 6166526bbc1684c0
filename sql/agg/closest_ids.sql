-- Which known ids come next to an unknown one, by their numbers?  Of viewers,
-- and of titles on the same platform.
create function agg.closest_ids(p_kind text, p_id text, p_count integer)
returns table (place bigint, id text)
language sql
stable
parallel safe
begin atomic
    with

    asked as (
        select
            -- eight digits fit an integer
            substring(p_id from '^[a-z]?s?([0-9]{1,8})$')::integer as number,
            (
                select platforms.platform_id
                from core.platforms
                where platforms.prefix || 's' = left(p_id, 2)
            ) as platform_id
    ),

    near as (
        select
            above.viewer_id::text as id,
            above.viewer_id - asked.number as distance
        from asked
        cross join
            lateral (
                select viewers.viewer_id
                from core.viewers
                where viewers.viewer_id > asked.number
                order by viewers.viewer_id asc
                limit p_count
            ) as above
        where p_kind = 'viewer'
        union all
        select
            below.viewer_id::text as id,
            asked.number - below.viewer_id as distance
        from asked
        cross join
            lateral (
                select viewers.viewer_id
                from core.viewers
                where viewers.viewer_id < asked.number
                order by viewers.viewer_id desc
                limit p_count
            ) as below
        where p_kind = 'viewer'
        union all
        select
            above.title_id as id,
            above.show_number - asked.number as distance
        from asked
        cross join
            lateral (
                select
                    titles.title_id,
                    titles.show_number
                from core.titles
                where
                    titles.platform_id = asked.platform_id
                    and titles.show_number > asked.number
                order by titles.show_number asc
                limit p_count
            ) as above
        where p_kind = 'title'
        union all
        select
            below.title_id as id,
            asked.number - below.show_number as distance
        from asked
        cross join
            lateral (
                select
                    titles.title_id,
                    titles.show_number
                from core.titles
                where
                    titles.platform_id = asked.platform_id
                    and titles.show_number < asked.number
                order by titles.show_number desc
                limit p_count
            ) as below
        where p_kind = 'title'
    )

    select
        row_number() over (order by near.distance asc, near.id asc) as place,
        near.id
    from near
    order by place asc
    limit p_count;
end;

comment on function agg.closest_ids(text, text, integer) is
'Known ids next to one that is not known, nearest first: of viewers, or of '
'titles on its platform.';
