-- Which tags does a game have?  Grain: one row per (game, tag).
create view api.game_tags as
select
    game_tags.game_id,
    tags.name as tag,
    game_tags.position
from core.game_tags
inner join core.tags using (tag_id);

comment on view api.game_tags is
'Tags of games; one row per (game, tag).';
comment on column api.game_tags.game_id is
'The game.';
comment on column api.game_tags.tag is
'Name of the tag.';
comment on column api.game_tags.position is
'Place in the store''s list, from 1.';
