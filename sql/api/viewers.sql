-- Who rates titles?  Grain: one row per viewer.
create view api.viewers as
select viewer_id
from core.viewers;

comment on view api.viewers is
'Viewers who rated titles; one row per viewer.';
comment on column api.viewers.viewer_id is
'The viewer''s id; no user of games.';
