-- What was read, and what of it was refused?  Grain: one row per kind of file.
create view agg.story_loads as
with

warned as (
    select
        load_id,
        file_number,
        sum(occurrences_count) as occurrences_count
    from core.load_warnings
    group by load_id, file_number
),

read as (
    select
        files.kind,
        files.byte_count,
        (files.counts ->> 'records')::bigint as records_count,
        (files.counts ->> 'accepted')::bigint as accepted_count,
        coalesce(
            (
                select sum(refused.value::bigint)
                from jsonb_each_text(files.counts -> 'rejected') as refused
            ),
            0
        ) as refused_count,
        coalesce(warned.occurrences_count, 0) as warnings_count
    from agg.published_files as files
    left join warned using (load_id, file_number)
)

select
    kind,
    count(*) as files_count,
    sum(byte_count) as bytes_count,
    sum(records_count) as records_count,
    sum(accepted_count) as accepted_count,
    sum(refused_count) as refused_count,
    sum(warnings_count) as warnings_count
from read
group by kind
order by kind;

comment on view agg.story_loads is
'What published loads read; one row per kind of file.';
comment on column agg.story_loads.kind is
'''games'', ''items'', ''reviews'', ''titles'', ''ratings'' or ''scores''.';
comment on column agg.story_loads.files_count is
'Files, each content once.';
comment on column agg.story_loads.bytes_count is
'Their size on disk, in bytes.';
comment on column agg.story_loads.records_count is
'Records in them.';
comment on column agg.story_loads.accepted_count is
'Records that were read.';
comment on column agg.story_loads.refused_count is
'Lines and records that were refused.';
comment on column agg.story_loads.warnings_count is
'Values that could not be read as they stand.';
