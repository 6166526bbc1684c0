-- Which genres are there?  Grain: one row per genre.
create view api.genres as
select
    genre_id,
    name,
    name_key
from core.genres;

comment on view api.genres is
'Genres of the store; one row per genre.';
comment on column api.genres.genre_id is
'Surrogate key.';
comment on column api.genres.name is
'The most frequent spelling.';
comment on column api.genres.name_key is
'The form in which names are equal; api.name_key() makes one of any text.';
