-- What does a user have in the library?  Grain: one row per (user, game).
create view api.items as
select
    users.user_id,
    items.game_id,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position
from core.items
inner join core.users using (user_key);

comment on view api.items is
'Games in users'' libraries; one row per (user, game).';
comment on column api.items.user_id is
'The user.';
comment on column api.items.game_id is
'The game.';
comment on column api.items.playtime_minutes is
'Minutes played, in all.';
comment on column api.items.playtime_2weeks_minutes is
'Minutes played in the two weeks before the crawl.';
comment on column api.items.position is
'Place in the raw library, from 1.';
