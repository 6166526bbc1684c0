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
from agg.names_by_game
union all
select
    'platform' as kind,
    name,
    name as name_key
from core.platforms
union all
select
    'kind' as kind,
    word as name,
    word as name_key
from agg.title_kinds
union all
select
    'country' as kind,
    name,
    name_key
from core.countries
union all
select distinct
    'title genre' as kind,
    genre as name,
    api.name_key(genre) as name_key
from core.categories
where genre is not null
union all
select
    'audience rating' as kind,
    audience_rating as name,
    audience_rating_key as name_key
from agg.titles_by_audience_rating
where audience_rating is not null
union all
select distinct
    'title' as kind,
    name,
    name_key
from core.titles
union all
select
    'person' as kind,
    name,
    name_key
from core.people
union all
select
    'viewer' as kind,
    viewer_id::text as name,
    viewer_id::text as name_key
from core.viewers;

comment on view api.names is
'Names of genres, studios, tags, specs, users and games, of platforms, kinds, '
'countries, genres and audience ratings of titles, of titles and of people, '
'and viewers; one row per (kind, name).';
comment on column api.names.kind is
'''genre'', ''studio'', ''tag'', ''spec'', ''user'' or ''game''; ''platform'', '
'''kind'', ''country'', ''title genre'', ''audience rating'', ''title'', '
'''person'' or ''viewer''.';
comment on column api.names.name is
'The name; of a user or viewer, the id.';
comment on column api.names.name_key is
'The form in which names are equal; users are told apart by the name itself.';
