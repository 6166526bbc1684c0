-- How many games have a spec?  Grain: one row per spec.
create materialized view agg.games_by_spec as
select
    spec_id,
    count(*) as games_count
from core.game_specs
group by spec_id
with no data;

create unique index uq_games_by_spec_spec_id
on agg.games_by_spec (spec_id);

comment on materialized view agg.games_by_spec is
'Games of a spec; one row per spec.';
comment on column agg.games_by_spec.spec_id is
'The spec.';
comment on column agg.games_by_spec.games_count is
'Games that have it.';
