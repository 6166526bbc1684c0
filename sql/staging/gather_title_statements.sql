-- What every file says of the titles of this load, as gather_statements() does
-- it of games: of each staged file the first line of an id, and what core keeps
-- of other files.
create function staging.gather_title_statements()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.title_statements
with

firsts as (
    select distinct on (titles.title_id, titles.file_number) titles.*
    from staging.titles
    order by
        titles.title_id asc, titles.file_number asc, titles.line_number asc
),

staged as (
    select
        firsts.title_id,
        crawls.sha256,
        greatest(crawls.crawled_on, known.crawled_on) as crawled_on,
        case
            when known.crawled_on > crawls.crawled_on then known.file_name
            when known.crawled_on = crawls.crawled_on
                then least(known.file_name, crawls.file_name)
            else crawls.file_name
        end as file_name,
        firsts.platform,
        firsts.kind,
        firsts.name,
        firsts.release_year,
        firsts.added_on,
        firsts.duration,
        firsts.duration_unit,
        firsts.audience_rating,
        firsts.description,
        firsts.editorial_score,
        firsts.duration_text,
        firsts.rating_text,
        firsts.directors,
        firsts.actors,
        firsts.countries,
        firsts.categories
    from firsts
    inner join staging.crawls using (file_number)
    left join core.title_statements as known
        on
            firsts.title_id = known.title_id
            and crawls.sha256 = known.sha256
)

select staged.* from staged
union all
select known.*
from core.title_statements as known
where
    exists (
        select from staging.titles where titles.title_id = known.title_id
    )
    and not exists (
        select from staged
        where
            staged.title_id = known.title_id
            and staged.sha256 = known.sha256
    );
$$;

comment on function staging.gather_title_statements() is
'Fill staging.title_statements: what all files say of the titles of this load.';
