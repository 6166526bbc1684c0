-- What was read of which published files?  One that was loaded again counts
-- once.  Grain: one row per content of a file.
create view agg.published_files as
select distinct on (files.sha256)
    files.load_id,
    files.file_number,
    files.kind,
    files.byte_count,
    files.counts
from core.load_files as files
inner join core.loads using (load_id)
where loads.status = 'published'
order by
    files.sha256 asc,
    files.load_id desc,
    files.file_number asc;

comment on view agg.published_files is
'Files of published loads, of each content the one loaded last; one row per '
'content.';
comment on column agg.published_files.load_id is
'The run that read it last.';
comment on column agg.published_files.file_number is
'Its place among the files of the run.';
comment on column agg.published_files.kind is
'''games'', ''items'', ''reviews'', ''titles'', ''ratings'' or ''scores''.';
comment on column agg.published_files.byte_count is
'Its size on disk.';
comment on column agg.published_files.counts is
'What was read of it, accepted and refused.';
