-- The names that count for each staged title: per kind those of the newest
-- crawl that states any, and in it those of the first file, by name.
create function staging.choose_title_labels()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.title_labels (
    title_key, kind, position, spelling, name_key
)
with

chosen as (
    select distinct on (stated.title_id, lists.kind)
        stated.title_id,
        lists.kind,
        lists.spellings
    from staging.title_statements as stated
    cross join lateral (
        values
        ('actor', stated.actors),
        ('director', stated.directors),
        ('country', stated.countries),
        ('category', stated.categories)
    ) as lists (kind, spellings)
    where lists.spellings is not null
    order by
        stated.title_id asc,
        lists.kind asc,
        stated.crawled_on desc,
        stated.file_name asc,
        stated.sha256 asc
)

-- each name is there once: cleaning sees to it
select
    titles.title_key,
    chosen.kind,
    spellings.position,
    spellings.spelling,
    agg.name_key(spellings.spelling) as name_key
from chosen
inner join core.titles using (title_id)
cross join
    unnest(chosen.spellings)
        with ordinality as spellings (spelling, position);
$$;

comment on function staging.choose_title_labels() is
'Fill staging.title_labels: per title and kind the names of one file.';
