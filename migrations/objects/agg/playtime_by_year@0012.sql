-- How much are the games of a year played?  Grain: one row per release year.
create view agg.playtime_by_year as
select
    games.release_year,
    sum(played.playtime_minutes)::bigint as playtime_minutes
from agg.playtime_by_game as played
inner join core.games using (game_id)
where games.release_year is not null
group by games.release_year;

comment on view agg.playtime_by_year is
'Playtime of the games of a year; one row per release year with a game in a '
'library.';
comment on column agg.playtime_by_year.release_year is
'Release year of the games.';
comment on column agg.playtime_by_year.playtime_minutes is
'Minutes over all owners.';
