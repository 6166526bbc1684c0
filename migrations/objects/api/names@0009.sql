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
from core.specs
union all
select
    'user' as kind,
    user_id as name,
    api.name_key(user_id) as name_key
from core.users
union all
select distinct
    'game' as kind,
    name,
    api.name_key(name) as name_key
from agg.names_by_game;

comment on view api.names is
'Names of genres, studios, tags, specs, users and games; one row per (kind, '
'name).';
comment on column api.names.kind is
'''genre'', ''studio'', ''tag'', ''spec'', ''user'' or ''game''.';
comment on column api.names.name is
'The name; of a user, the id.';
comment on column api.names.name_key is
'The form in which names are equal; users are told apart by the name itself.';
