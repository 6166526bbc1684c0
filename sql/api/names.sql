-- Which names are there to choose from?  Grain: one row per (kind, name).
create view api.names as
select
    'genre' as kind,
    name,
    name_key
from core.genres
union all
select
    'studio' as kind,
    name,
    name_key
from core.studios
union all
select
    'tag' as kind,
    name,
    name_key
from core.tags
union all
select
    'spec' as kind,
    name,
    name_key
from core.specs;

comment on view api.names is
'Names of genres, studios, tags and specs; one row per (kind, name).';
comment on column api.names.kind is
'''genre'', ''studio'', ''tag'' or ''spec''.';
comment on column api.names.name is
'The name.';
comment on column api.names.name_key is
'The name in lower case.';
