-- Which files did a run read?  Grain: one row per (run, file).
create view api.load_files as
select
    load_id,
    file_number,
    name,
    kind,
    format,
    sha256,
    byte_count,
    counts,
    crawled_on,
    crawl_year,
    reviewed_until
from core.load_files;

comment on view api.load_files is
'Files that a run read; one row per (run, file).';
comment on column api.load_files.load_id is
'The run.';
comment on column api.load_files.file_number is
'Place among the files of the run, by name, from 1.';
comment on column api.load_files.name is
'Name of the file, without its folder.';
comment on column api.load_files.kind is
'''games'', ''items'' or ''reviews''.';
comment on column api.load_files.format is
'Name of its format, and the mapping of its columns where one was given.';
comment on column api.load_files.sha256 is
'SHA-256 of the file as it is on disk.';
comment on column api.load_files.byte_count is
'Size on disk, in bytes.';
comment on column api.load_files.counts is
'Lines and records read, kept, refused.';
comment on column api.load_files.crawled_on is
'Day of the crawl that it belongs to; null is undated, older than any.';
comment on column api.load_files.crawl_year is
'Year of its dates that have none.';
comment on column api.load_files.reviewed_until is
'Latest day on which a review in it was posted or edited.';
