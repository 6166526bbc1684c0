-- What was refused, and why?  Grain: one row per refused piece.
create view api.rejects as
select
    rejects.load_id,
    load_files.name as file_name,
    rejects.line_number,
    rejects.record_number,
    rejects.kind,
    rejects.reason,
    rejects.detail,
    rejects.raw
from core.rejects
inner join core.load_files using (load_id, file_number);

comment on view api.rejects is
'Lines and records that a run refused; one row per refused piece.';
comment on column api.rejects.load_id is
'The run.';
comment on column api.rejects.file_name is
'The file.';
comment on column api.rejects.line_number is
'Line in the file, from 1.';
comment on column api.rejects.record_number is
'Place in the list on that line, from 1; 0 is the line itself.';
comment on column api.rejects.kind is
'''line'', ''game'', ''user'', ''item'' or ''review''.';
comment on column api.rejects.reason is
'Stable code of the reason.';
comment on column api.rejects.detail is
'What was found and what would be right.';
comment on column api.rejects.raw is
'The refused text, at most 2,000 characters.';
