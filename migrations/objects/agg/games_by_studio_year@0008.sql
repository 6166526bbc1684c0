-- What did a developer release, and how much of it is free?  Grain: one row
-- per (developer, release year).
create materialized view agg.games_by_studio_year as
select
    game_studios.studio_id,
    games.release_year,
    count(*) as games_count,
    count(*) filter (where games.price_usd = 0) as free_count
from core.game_studios
inner join core.games using (game_id)
where
    game_studios.role = 'developer'
    and games.release_year is not null
group by game_studios.studio_id, games.release_year
with no data;

create unique index uq_games_by_studio_year_studio_id_release_year
on agg.games_by_studio_year (studio_id, release_year);

comment on materialized view agg.games_by_studio_year is
'Games of a developer by release year; one row per (developer, release year).';
comment on column agg.games_by_studio_year.studio_id is
'The developer.';
comment on column agg.games_by_studio_year.release_year is
'Release year of the games.';
comment on column agg.games_by_studio_year.games_count is
'Games released.';
comment on column agg.games_by_studio_year.free_count is
'Those of them with a price of 0.';
