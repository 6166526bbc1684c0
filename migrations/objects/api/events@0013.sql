-- What did users do since files were collected?  Grain: one row per event.
create view api.events as
select
    events.event_id,
    events.user_id,
    events.kind,
    events.game_id,
    events.minutes,
    events.is_recommended,
    events.review,
    events.happened_at,
    events.recorded_at,
    case
        when pending.event_id is null then 'followed'
        when pending.is_applied then 'applied'
        else 'recorded'
    end as state
from core.events
-- what is not pending any more shows everywhere
left join core.pending_events as pending using (event_id);

comment on view api.events is
'What users did, as api.record_event recorded it; one row per event.';
comment on column api.events.event_id is
'The event.';
comment on column api.events.user_id is
'The user.';
comment on column api.events.kind is
'''bought'', ''played'', ''reviewed'', ''not_interested'', or ''interested'' '
'which takes that back.';
comment on column api.events.game_id is
'The game.';
comment on column api.events.minutes is
'Minutes that were played, where it was played.';
comment on column api.events.is_recommended is
'The user recommends the game, in a review.';
comment on column api.events.review is
'Text of the review; null without one.';
comment on column api.events.happened_at is
'When the user did it.';
comment on column api.events.recorded_at is
'When it was recorded.';
comment on column api.events.state is
'''recorded'' while a load keeps it waiting, ''applied'' when what is of the '
'user shows it, ''followed'' when the aggregates do.';
