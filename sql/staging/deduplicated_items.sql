-- One row per (user, game): of repeated rows that of the newest crawl counts,
-- and in it the greatest playtime.
create view staging.deduplicated_items as
with

lines as (
    select
        staged.file_number,
        staged.line_number,
        users.user_key,
        crawls.crawled_on
    from staging.users as staged
    inner join core.users using (user_id)
    inner join staging.crawls using (file_number)
    where staged.has_library
)

select distinct on (lines.user_key, items.game_id)
    lines.user_key,
    items.game_id,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position,
    lines.crawled_on
from staging.items
inner join lines using (file_number, line_number)
order by
    lines.user_key asc,
    items.game_id asc,
    lines.crawled_on desc,
    items.playtime_minutes desc,
    items.playtime_2weeks_minutes desc,
    items.position asc;

comment on view staging.deduplicated_items is
'Staged library items with repeats collapsed; one row per (user, game).';
comment on column staging.deduplicated_items.user_key is
'The user.';
comment on column staging.deduplicated_items.game_id is
'The game.';
comment on column staging.deduplicated_items.playtime_minutes is
'Minutes played: the greatest of the newest crawl.';
comment on column staging.deduplicated_items.playtime_2weeks_minutes is
'Minutes of the last two weeks, of the same repeat.';
comment on column staging.deduplicated_items.position is
'Place in the library, of the same repeat.';
comment on column staging.deduplicated_items.crawled_on is
'The newest crawl that has the item.';
