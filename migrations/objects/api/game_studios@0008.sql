-- Which studios does a game have?  Grain: one row per (game, studio, role).
create view api.game_studios as
select
    game_studios.game_id,
    studios.name as studio,
    game_studios.role,
    game_studios.position,
    game_studios.spelling
from core.game_studios
inner join core.studios using (studio_id);

comment on view api.game_studios is
'Studios of games; one row per (game, studio, role).';
comment on column api.game_studios.game_id is
'The game.';
comment on column api.game_studios.studio is
'Name of the studio.';
comment on column api.game_studios.role is
'''developer'' or ''publisher''.';
comment on column api.game_studios.position is
'Place in the store''s list, from 1.';
comment on column api.game_studios.spelling is
'The name as this game credits it.';
