-- How many games have a tag?  Grain: one row per tag.
create materialized view agg.games_by_tag as
select
    tag_id,
    count(*) as games_count
from core.game_tags
group by tag_id
with no data;

create unique index uq_games_by_tag_tag_id
on agg.games_by_tag (tag_id);

comment on materialized view agg.games_by_tag is
'Games of a tag; one row per tag.';
comment on column agg.games_by_tag.tag_id is
'The tag.';
comment on column agg.games_by_tag.games_count is
'Games that have it.';
