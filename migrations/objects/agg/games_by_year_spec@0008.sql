-- Which specs are frequent among a year's games?  Grain: one row per (release
-- year, spec).
create materialized view agg.games_by_year_spec as
select
    games.release_year,
    specs.spec_id,
    specs.name as spec,
    count(*) as games_count
from core.game_specs
inner join core.games using (game_id)
inner join core.specs using (spec_id)
where games.release_year is not null
group by games.release_year, specs.spec_id, specs.name
with no data;

create unique index uq_games_by_year_spec_release_year_spec_id
on agg.games_by_year_spec (release_year, spec_id);
create index ix_games_by_year_spec_most
on agg.games_by_year_spec (release_year, games_count desc, spec);

comment on materialized view agg.games_by_year_spec is
'Games released in a year by spec; one row per (release year, spec).';
comment on column agg.games_by_year_spec.release_year is
'Release year of the games.';
comment on column agg.games_by_year_spec.spec_id is
'The spec.';
comment on column agg.games_by_year_spec.spec is
'Name of the spec, which decides ties.';
comment on column agg.games_by_year_spec.games_count is
'Games of that year and spec.';
