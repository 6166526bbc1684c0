-- How many games have a tag?  Grain: one row per tag.
create view api.games_by_tag as
select
    tags.name as tag,
    coalesce(counts.games_count, 0) as games_count,
    tags.name_key as tag_key
from core.tags
-- a tag that no game has any more is known, and has none
left join agg.games_by_tag as counts using (tag_id);

comment on view api.games_by_tag is
'Games of a tag; one row per tag.';
comment on column api.games_by_tag.tag is
'The tag, as players give it.';
comment on column api.games_by_tag.games_count is
'Games that have it.';
comment on column api.games_by_tag.tag_key is
'The tag as api.name_key() writes it, to look it up by.';
