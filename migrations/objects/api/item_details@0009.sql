-- What does a user have in the library, by name?  Grain: one row per (user,
-- game).
create view api.item_details as
select
    users.user_id,
    items.game_id,
    agg.game_name(games.game_id, games.name) as name,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position,
    games.release_year,
    games.price_usd
from core.items
inner join core.users using (user_key)
inner join core.games using (game_id);

comment on view api.item_details is
'Games in users'' libraries, by name; one row per (user, game).';
comment on column api.item_details.user_id is
'The user.';
comment on column api.item_details.game_id is
'The game.';
comment on column api.item_details.name is
'Its name; ''App'' and the id where no file names it.';
comment on column api.item_details.playtime_minutes is
'Minutes played, in all.';
comment on column api.item_details.playtime_2weeks_minutes is
'Minutes played in the two weeks before the crawl.';
comment on column api.item_details.position is
'Place in the raw library, from 1.';
comment on column api.item_details.release_year is
'Release year of the game; null is unknown.';
comment on column api.item_details.price_usd is
'Price of the game in US dollars; 0 is free, null is unknown.';
