-- Of which data is the story?  A model that is published, or an event, leaves
-- it as it is.  Grain: one row, none before it is computed.
create view agg.state_of_story as
select
    min(parts.data_version) as data_version,
    max(parts.computed_at) as computed_at,
    sum(parts.seconds) as seconds,
    min(parts.data_version) >= (
        select max(loads.data_version) from core.loads
        where loads.kind in ('load', 'refresh', 'forget')
    ) as is_current
from core.story_parts as parts
having
    -- whoever was forgotten meanwhile may stand in it
    min(parts.data_version) >= coalesce(
        (
            select max(loads.data_version) from core.loads
            where loads.kind = 'forget'
        ),
        0
    );

comment on view agg.state_of_story is
'Of which data the story is; one row, none before it is computed.';
comment on column agg.state_of_story.data_version is
'The data version it was computed from.';
comment on column agg.state_of_story.computed_at is
'When that was done.';
comment on column agg.state_of_story.seconds is
'How long it took.';
comment on column agg.state_of_story.is_current is
'Whether no data were loaded, refreshed or forgotten since.';
