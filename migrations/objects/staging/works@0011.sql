-- Which titles are one work: those of the same name, kind and year, if they are
-- on several platforms.  A title of unknown year is a work of its own.
create view staging.works as
select
    titles.title_key,
    case
        when
            titles.release_year is not null
            and min(titles.platform_id) over same
            <> max(titles.platform_id) over same
            then min(titles.title_key) over same
        else titles.title_key
    end as work_id
from core.titles
window
    same as (
        partition by titles.name_key, titles.kind, titles.release_year
    );

comment on view staging.works is
'The work of each title of core.titles; one row per title.';
comment on column staging.works.title_key is
'The title.';
comment on column staging.works.work_id is
'The lowest key of the titles of the work.';
