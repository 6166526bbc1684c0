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
            'data_version', min(story.data_version),
            'computed_at', max(story.computed_at),
            'seconds', round(sum(story.seconds)::numeric, 2),
            'is_current', coalesce(bool_and(story.is_current), false),
            'parts',
            json_object_agg(story.part, story.rows order by story.part)
            filter (where p_parts is null or story.part = any(p_parts))
        ) as answer
    from api.story_parts as story;
end;

comment on function api.story_document(text[]) is
'The data story as /v1/story answers it: the rows of the views agg.story_…, '
'by what follows story_; null before they are computed.';
