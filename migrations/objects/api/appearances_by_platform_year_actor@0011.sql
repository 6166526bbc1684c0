-- Who acts most?  Grain: one row per (platform, release year, actor).
create view api.appearances_by_platform_year_actor as
select
    platforms.name as platform,
    appearances.release_year,
    people.person_id,
    people.name as actor,
    appearances.titles_count,
    appearances.place
from agg.appearances_by_platform_year_actor as appearances
inner join core.platforms using (platform_id)
inner join core.people using (person_id);

comment on view api.appearances_by_platform_year_actor is
'Acting credits in titles of a platform, movies and series; one row per '
'(platform, release year, actor).';
comment on column api.appearances_by_platform_year_actor.platform is
'The platform.';
comment on column api.appearances_by_platform_year_actor.release_year is
'Year of the release; null is unknown.';
comment on column api.appearances_by_platform_year_actor.person_id is
'The actor.';
comment on column api.appearances_by_platform_year_actor.actor is
'The actor''s name.';
comment on column api.appearances_by_platform_year_actor.titles_count is
'Titles of that platform and year that credit the person as actor.';
comment on column api.appearances_by_platform_year_actor.place is
'Place by titles, from 1; a tie goes to the name that sorts first.';
