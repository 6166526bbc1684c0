-- How many games did a studio make and publish?  Grain: one row per studio.
create materialized view agg.games_by_studio as
select
    game_studios.studio_id,
    count(*) filter (where game_studios.role = 'developer') as games_count,
    count(*) filter (
        where game_studios.role = 'developer' and games.price_usd = 0
    ) as free_count,
    count(*) filter (
        where game_studios.role = 'publisher'
    ) as published_count
from core.game_studios
inner join core.games using (game_id)
group by game_studios.studio_id
with no data;

create unique index uq_games_by_studio_studio_id
on agg.games_by_studio (studio_id);

comment on materialized view agg.games_by_studio is
'Games that a studio made and published; one row per studio.';
comment on column agg.games_by_studio.studio_id is
'The studio.';
comment on column agg.games_by_studio.games_count is
'Games that it developed, with or without a known release year.';
comment on column agg.games_by_studio.free_count is
'Those of them with a price of 0.';
comment on column agg.games_by_studio.published_count is
'Games that it published.';
