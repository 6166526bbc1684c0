-- How many games did a studio make and publish?  Grain: one row per studio.
create view api.games_by_studio as
select
    studio,
    games_count,
    free_count,
    round(100.0 * free_count / nullif(games_count, 0), 2) as free_percent,
    published_count,
    studio_key
from agg.games_by_studio;

comment on view api.games_by_studio is
'Games that a studio made and published; one row per studio.';
comment on column api.games_by_studio.studio is
'The studio.';
comment on column api.games_by_studio.games_count is
'Games that it developed, with or without a known release year.';
comment on column api.games_by_studio.free_count is
'Those of them with a price of 0.';
comment on column api.games_by_studio.free_percent is
'Share of free games in percent, 2 decimals; null where it developed none.';
comment on column api.games_by_studio.published_count is
'Games that it published.';
comment on column api.games_by_studio.studio_key is
'The studio as api.name_key() writes it, to look it up by.';
