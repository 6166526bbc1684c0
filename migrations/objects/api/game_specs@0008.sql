-- Which specs does a game have?  Grain: one row per (game, spec).
create view api.game_specs as
select
    game_specs.game_id,
    specs.name as spec,
    game_specs.position
from core.game_specs
inner join core.specs using (spec_id);

comment on view api.game_specs is
'Specs of games; one row per (game, spec).';
comment on column api.game_specs.game_id is
'The game.';
comment on column api.game_specs.spec is
'Name of the spec.';
comment on column api.game_specs.position is
'Place in the store''s list, from 1.';
