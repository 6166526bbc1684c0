-- What was released in a year?  Grain: one row per release year.
create view api.games_by_year as
select
    release_year,
    games_count,
    early_access_count,
    free_count
from agg.games_by_year;

comment on view api.games_by_year is
'Games released in a year; one row per release year.';
comment on column api.games_by_year.release_year is
'Release year of the games.';
comment on column api.games_by_year.games_count is
'Games released.';
comment on column api.games_by_year.early_access_count is
'Those of them in early access.';
comment on column api.games_by_year.free_count is
'Those of them with a price of 0.';
