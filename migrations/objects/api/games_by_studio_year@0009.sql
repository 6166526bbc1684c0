-- What did a developer release, and how much of it is free?  Grain: one row
-- per (developer, release year).
create view api.games_by_studio_year as
select
    studios.name as studio,
    counts.release_year,
    counts.games_count,
    counts.free_count,
    round(100.0 * counts.free_count / counts.games_count, 2) as free_percent,
    studios.name_key as studio_key
from agg.games_by_studio_year as counts
inner join core.studios using (studio_id);

comment on view api.games_by_studio_year is
'Games of a developer by release year; one row per (developer, release year).';
comment on column api.games_by_studio_year.studio is
'The developer.';
comment on column api.games_by_studio_year.release_year is
'Release year of the games.';
comment on column api.games_by_studio_year.games_count is
'Games released.';
comment on column api.games_by_studio_year.free_count is
'Those of them with a price of 0.';
comment on column api.games_by_studio_year.free_percent is
'Share of free games in percent, 2 decimals.';
comment on column api.games_by_studio_year.studio_key is
'The developer as api.name_key() writes it, to look it up by.';
