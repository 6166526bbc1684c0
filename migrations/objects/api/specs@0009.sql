-- Which specs are there?  Grain: one row per spec.
create view api.specs as
select
    spec_id,
    name,
    name_key
from core.specs;

comment on view api.specs is
'Features of games, such as single-player; one row per spec.';
comment on column api.specs.spec_id is
'Surrogate key.';
comment on column api.specs.name is
'The most frequent spelling.';
comment on column api.specs.name_key is
'The form in which names are equal; api.name_key() makes one of any text.';
