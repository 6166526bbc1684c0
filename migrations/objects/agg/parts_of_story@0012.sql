-- What are the data like?  The exploratory analysis, as it was computed last.
-- Grain: one row per part, none before it is computed.
create view agg.parts_of_story as
select
    parts.part,
    parts.data_version,
    parts.computed_at,
    parts.seconds,
    -- a model that is published, or an event, leaves it as it is
    parts.data_version >= (
        select max(loads.data_version) from core.loads
        where loads.kind in ('load', 'refresh', 'forget')
    ) as is_current,
    parts.rows
from core.story_parts as parts
where
    -- whoever was forgotten meanwhile may stand in it
    parts.data_version >= coalesce(
        (
            select max(loads.data_version) from core.loads
            where loads.kind = 'forget'
        ),
        0
    );

comment on view agg.parts_of_story is
'The exploratory analysis of what is loaded; one row per part, none before it '
'is computed.';
comment on column agg.parts_of_story.part is
'The part: its rows are those of the view agg.story_… of its name.';
comment on column agg.parts_of_story.data_version is
'The data version it was computed from; the same for all parts.';
comment on column agg.parts_of_story.computed_at is
'When that was done.';
comment on column agg.parts_of_story.seconds is
'How long it took.';
comment on column agg.parts_of_story.is_current is
'Whether no data were loaded, refreshed or forgotten since.';
comment on column agg.parts_of_story.rows is
'Its rows, as a list of objects.';
