-- Which specs are frequent among a year's games?  Grain: one row per (release
-- year, spec).
create view api.games_by_year_spec as
select
    release_year,
    spec,
    games_count
from agg.games_by_year_spec;

comment on view api.games_by_year_spec is
'Games released in a year by spec; one row per (release year, spec).';
comment on column api.games_by_year_spec.release_year is
'Release year of the games.';
comment on column api.games_by_year_spec.spec is
'The spec.';
comment on column api.games_by_year_spec.games_count is
'Games of that year and spec.';
