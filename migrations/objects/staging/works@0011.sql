-- Which titles are one work: those of the same name, kind and year, whatever
-- their platform.  A title of unknown year is a work of its own.
create view staging.works as
select
    titles.title_key,
    case
        when titles.release_year is null then titles.title_key
        else
            min(titles.title_key) over (
                partition by
                    titles.name_key, titles.kind, titles.release_year
            )
    end as work_id
from core.titles;

comment on view staging.works is
'The work of each title of core.titles; one row per title.';
comment on column staging.works.title_key is
'The title.';
comment on column staging.works.work_id is
'The lowest key of the titles of the work.';
