-- Why was something refused, or not read as it stands?  Grain: one row per
-- (trouble, kind of file, field, reason); the 40 most frequent.
create view agg.story_troubles as
with

found as (
    select
        'refused' as trouble,
        files.kind as file_kind,
        rejects.kind as field,
        rejects.reason,
        1 as records_count
    from agg.published_files as files
    inner join core.rejects using (load_id, file_number)
    union all
    select
        'warned' as trouble,
        files.kind as file_kind,
        warnings.field,
        warnings.kind as reason,
        warnings.occurrences_count as records_count
    from agg.published_files as files
    inner join core.load_warnings as warnings using (load_id, file_number)
)

select
    trouble,
    file_kind,
    field,
    reason,
    sum(records_count) as records_count
from found
group by trouble, file_kind, field, reason
order by
    records_count desc,
    trouble asc,
    file_kind asc,
    field asc,
    reason asc
limit 40;

comment on view agg.story_troubles is
'Why records of published loads were refused or not read as they stand; one '
'row per (trouble, kind of file, field, reason), the 40 most frequent.';
comment on column agg.story_troubles.trouble is
'''refused'' or ''warned''.';
comment on column agg.story_troubles.file_kind is
'The kind of file.';
comment on column agg.story_troubles.field is
'What was refused (''line'', ''game'', …), or the field that was warned of.';
comment on column agg.story_troubles.reason is
'Stable code of the reason, as refusals and warnings have it.';
comment on column agg.story_troubles.records_count is
'How often it happened.';
