-- The labels that count for each staged game: per kind those of the newest
-- crawl that states any, and in it those of the first file, by name.
create function staging.choose_labels()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.labels (game_id, kind, position, spelling, name_key)
with

chosen as (
    select distinct on (stated.game_id, lists.kind)
        stated.game_id,
        lists.kind,
        lists.spellings
    from staging.game_statements as stated
    cross join lateral (
        values
            ('genre', stated.genres),
            ('tag', stated.tags),
            ('spec', stated.specs),
            ('developer', stated.developers),
            ('publisher', stated.publishers)
    ) as lists (kind, spellings)
    where lists.spellings is not null
    order by
        stated.game_id asc,
        lists.kind asc,
        stated.crawled_on desc,
        stated.file_name asc,
        stated.sha256 asc
),

spelt as (
    select
        chosen.game_id,
        chosen.kind,
        spellings.position,
        spellings.spelling,
        agg.name_key(spellings.spelling) as name_key
    from chosen
    cross join
        unnest(chosen.spellings)
            with ordinality as spellings (spelling, position)
)

select distinct on (game_id, kind, name_key collate "C")
    game_id,
    kind,
    position,
    spelling,
    name_key
from spelt
order by
    game_id asc,
    kind asc,
    name_key collate "C" asc,
    position asc;
$$;

comment on function staging.choose_labels() is
'Fill staging.labels: per game and kind the labels of one file.';
