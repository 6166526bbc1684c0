-- What was loaded, and when?  Grain: one row per run.
create view api.loads as
select
    load_id,
    kind,
    status,
    started_at,
    finished_at,
    data_version,
    crawl_year,
    counts,
    timings,
    settings,
    versions,
    error
from core.loads;

comment on view api.loads is
'Runs that wrote or tried to write data; one row per run.';
comment on column api.loads.load_id is
'The run.';
comment on column api.loads.kind is
'''load'' of files, ''refresh'' of aggregates, ''similarities'' or ''prices'' '
'of a model, or ''forget'' of a user, a game or a viewer.';
comment on column api.loads.status is
'''published'', ''unchanged'' or ''failed''.';
comment on column api.loads.started_at is
'Start of the run.';
comment on column api.loads.finished_at is
'End of the run.';
comment on column api.loads.data_version is
'Version published; null unless published.';
comment on column api.loads.crawl_year is
'Latest year given to dates without one.';
comment on column api.loads.counts is
'Rows staged, kept and collapsed by table.';
comment on column api.loads.timings is
'Seconds by stage.';
comment on column api.loads.settings is
'Options of the run.';
comment on column api.loads.versions is
'Versions of what did the work.';
comment on column api.loads.error is
'Why a failed run failed.';
