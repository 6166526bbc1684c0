-- Which tags are there?  Grain: one row per tag.
create view api.tags as
select
    tag_id,
    name,
    name_key
from core.tags;

comment on view api.tags is
'Tags that players give to games; one row per tag.';
comment on column api.tags.tag_id is
'Surrogate key.';
comment on column api.tags.name is
'The most frequent spelling.';
comment on column api.tags.name_key is
'The form in which names are equal; api.name_key() makes one of any text.';
