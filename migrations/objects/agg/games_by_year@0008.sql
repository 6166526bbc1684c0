-- What was released in a year?  Grain: one row per release year.
create materialized view agg.games_by_year as
select
    release_year,
    count(*) as games_count,
    count(*) filter (where is_early_access) as early_access_count,
    count(*) filter (where price_usd = 0) as free_count
from core.games
where release_year is not null
group by release_year
with no data;

create unique index uq_games_by_year_release_year
on agg.games_by_year (release_year);

comment on materialized view agg.games_by_year is
'Games released in a year; one row per release year.';
comment on column agg.games_by_year.release_year is
'Release year of the games.';
comment on column agg.games_by_year.games_count is
'Games released.';
comment on column agg.games_by_year.early_access_count is
'Those of them in early access.';
comment on column agg.games_by_year.free_count is
'Those of them with a price of 0.';
