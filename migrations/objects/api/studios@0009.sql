-- Which studios are there?  Grain: one row per studio.
create view api.studios as
select
    studio_id,
    name,
    name_key
from core.studios;

comment on view api.studios is
'Developers and publishers; one row per studio.';
comment on column api.studios.studio_id is
'Surrogate key.';
comment on column api.studios.name is
'The most frequent spelling.';
comment on column api.studios.name_key is
'The form in which names are equal; api.name_key() makes one of any text.';
