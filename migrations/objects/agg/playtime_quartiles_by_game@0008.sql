-- How long do players play a game?  Grain: one row per game that somebody
-- played.
create materialized view agg.playtime_quartiles_by_game as
with

-- gathered in parallel, where sorting all items would be one core's work
played as (
    select
        game_id,
        array_agg(playtime_minutes) as minutes
    from core.items
    where playtime_minutes > 0
    group by game_id
),

-- each game's playtimes are sorted once, not once for each quartile
quartiles as materialized (
    select
        played.game_id,
        (
            select
                percentile_cont(array[0.25, 0.5, 0.75]) within group (
                    order by players.minutes
                )
            from unnest(played.minutes) as players (minutes)
        ) as minutes
    from played
)

select
    game_id,
    round(minutes[1]::numeric, 1) as p25_minutes,
    round(minutes[2]::numeric, 1) as median_minutes,
    round(minutes[3]::numeric, 1) as p75_minutes
from quartiles
with no data;

create unique index uq_playtime_quartiles_by_game_game_id
on agg.playtime_quartiles_by_game (game_id);

comment on materialized view agg.playtime_quartiles_by_game is
'Quartiles of the playtime of a game''s players; one row per game that '
'somebody played.';
comment on column agg.playtime_quartiles_by_game.game_id is
'The game.';
comment on column agg.playtime_quartiles_by_game.p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column agg.playtime_quartiles_by_game.median_minutes is
'Half of its players played less, in minutes.';
comment on column agg.playtime_quartiles_by_game.p75_minutes is
'Three quarters of its players played less, in minutes.';
