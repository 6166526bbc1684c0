-- How many games have a spec?  Grain: one row per spec.
create view api.games_by_spec as
select
    specs.name as spec,
    coalesce(counts.games_count, 0) as games_count,
    specs.name_key as spec_key
from core.specs
-- a spec that no game has any more is known, and has none
left join agg.games_by_spec as counts using (spec_id);

comment on view api.games_by_spec is
'Games of a spec; one row per spec.';
comment on column api.games_by_spec.spec is
'The feature, as the store names it.';
comment on column api.games_by_spec.games_count is
'Games that have it.';
comment on column api.games_by_spec.spec_key is
'The spec as api.name_key() writes it, to look it up by.';
