-- How many games did a studio make and publish?  Grain: one row per studio.
create materialized view agg.games_by_studio as
with

counts as (
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
)

select
    studios.name as studio,
    studios.name_key as studio_key,
    coalesce(counts.games_count, 0) as games_count,
    coalesce(counts.free_count, 0) as free_count,
    coalesce(counts.published_count, 0) as published_count
from core.studios
-- a studio that no game credits any more is known, and has none
left join counts using (studio_id)
with no data;

create unique index uq_games_by_studio_studio
on agg.games_by_studio (studio);
create index ix_games_by_studio_studio_key
on agg.games_by_studio (studio_key);
-- one for each way to sort; read backwards they serve the other direction
create index ix_games_by_studio_games_count_studio
on agg.games_by_studio (games_count, studio);
create index ix_games_by_studio_published_count_studio
on agg.games_by_studio (published_count, studio);

comment on materialized view agg.games_by_studio is
'Games that a studio made and published; one row per studio.';
comment on column agg.games_by_studio.studio is
'The studio.';
comment on column agg.games_by_studio.studio_key is
'The studio as agg.name_key() writes it, to look it up by.';
comment on column agg.games_by_studio.games_count is
'Games that it developed, with or without a known release year.';
comment on column agg.games_by_studio.free_count is
'Those of them with a price of 0.';
comment on column agg.games_by_studio.published_count is
'Games that it published.';
