-- What are the data like?  The exploratory analysis, as it was computed last.
-- Grain: one row per part, none before it is computed.
create view api.story_parts as
select
    part,
    data_version,
    computed_at,
    seconds,
    is_current,
    rows
from agg.parts_of_story;

comment on view api.story_parts is
'The exploratory analysis of what is loaded; one row per part, none before it '
'is computed.';
comment on column api.story_parts.part is
'The part: its rows are those of the view agg.story_… of its name.';
comment on column api.story_parts.data_version is
'The data version it was computed from; the same for all parts.';
comment on column api.story_parts.computed_at is
'When that was done.';
comment on column api.story_parts.seconds is
'How long it took.';
comment on column api.story_parts.is_current is
'Whether no data were loaded, refreshed or forgotten since.';
comment on column api.story_parts.rows is
'Its rows, as a list of objects.';
