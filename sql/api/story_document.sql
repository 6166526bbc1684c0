-- GET /v1/story: the exploratory analysis of what is loaded, as it was computed
-- last; some of its parts, or all.
create function api.story_document(p_parts text[] default null)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'data_version', states.data_version,
            'computed_at', states.computed_at,
            'seconds', round(states.seconds::numeric, 2),
            'is_current', coalesce(states.is_current, false),
            'parts',
            (
                select
                    json_object_agg(
                        parts.part, parts.rows order by parts.part
                    )
                from core.story_parts as parts
                where
                    states.data_version is not null
                    and (p_parts is null or parts.part = any(p_parts))
            )
        ) as answer
    -- it may not be computed yet
    from (select) as request
    left join agg.state_of_story as states on true;
end;

comment on function api.story_document(text[]) is
'The data story as /v1/story answers it: the rows of the views agg.story_…, '
'by what follows story_; null before they are computed.';
