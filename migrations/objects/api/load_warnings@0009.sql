-- What could not be read as it stands?  Grain: one row per
-- (run, file, field, kind).
create view api.load_warnings as
select
    load_warnings.load_id,
    load_files.name as file_name,
    load_warnings.field,
    load_warnings.kind,
    load_warnings.occurrences_count,
    load_warnings.present_count,
    round(
        100.0 * load_warnings.occurrences_count / load_warnings.present_count,
        2
    ) as occurrences_percent,
    load_warnings.examples
from core.load_warnings
inner join core.load_files using (load_id, file_number);

comment on view api.load_warnings is
'What a run could not read as it stands; '
'one row per (run, file, field, kind).';
comment on column api.load_warnings.load_id is
'The run.';
comment on column api.load_warnings.file_name is
'The file.';
comment on column api.load_warnings.field is
'The field, as the file calls it; after ''items.'' or ''reviews.'' one of '
'records in a list.';
comment on column api.load_warnings.kind is
'''unreadable'': unknown now; ''unknown_shape'': a list or an object that is '
'not read there, or entries left out of a list; ''count_mismatch'': another '
'number than the list has; ''cut'': a text too long; ''unknown_field'': '
'nothing reads it.';
comment on column api.load_warnings.occurrences_count is
'Records in which it happened.';
comment on column api.load_warnings.present_count is
'Records in which the field says something.';
comment on column api.load_warnings.occurrences_percent is
'Share of the records in which it happened, in percent.';
comment on column api.load_warnings.examples is
'The first 20: line_number, record_number (0 is the line itself), raw (at most '
'200 characters) and detail.';
