-- How much is each game played?  Grain: one row per game in a library.
create view agg.playtime_by_game_definition as
with

-- in the order of an index of core.items, which has nothing else to read
libraries as (
    select
        game_id,
        count(*) as owners_count,
        count(*) filter (where playtime_minutes > 0) as players_count,
        sum(playtime_minutes) as playtime_minutes,
        array_agg(playtime_minutes order by playtime_minutes) filter (
            where playtime_minutes > 0
        ) as minutes
    from core.items
    group by game_id
)

select
    libraries.game_id,
    libraries.owners_count,
    libraries.players_count,
    libraries.playtime_minutes,
    round(quartiles.minutes[1]::numeric, 1) as p25_minutes,
    round(quartiles.minutes[2]::numeric, 1) as median_minutes,
    round(quartiles.minutes[3]::numeric, 1) as p75_minutes
from libraries
cross join
    -- each game's playtimes are sorted once, not once for each quartile
    lateral (
        select
            percentile_cont(array[0.25, 0.5, 0.75]) within group (
                order by players.minutes
            ) as minutes
        from unnest(libraries.minutes) as players (minutes)
    ) as quartiles;

comment on view agg.playtime_by_game_definition is
'Owners, players and their playtime; one row per game in a library.';
comment on column agg.playtime_by_game_definition.game_id is
'The game.';
comment on column agg.playtime_by_game_definition.owners_count is
'Users who have it in their library.';
comment on column agg.playtime_by_game_definition.players_count is
'Owners who played it for a minute or more.';
comment on column agg.playtime_by_game_definition.playtime_minutes is
'Minutes over all owners.';
comment on column agg.playtime_by_game_definition.p25_minutes is
'A quarter of its players played less, in minutes; null without players.';
comment on column agg.playtime_by_game_definition.median_minutes is
'Half of its players played less, in minutes; null without players.';
comment on column agg.playtime_by_game_definition.p75_minutes is
'Three quarters of its players played less, in minutes; null without players.';
