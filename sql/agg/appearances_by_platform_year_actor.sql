-- Who acts most?  Grain: one row per (platform, release year, actor).
create materialized view agg.appearances_by_platform_year_actor as
select
    titles.platform_id,
    titles.release_year,
    credits.person_id,
    count(*) as titles_count,
    row_number() over (
        partition by titles.platform_id, titles.release_year
        order by count(*) desc, people.name_key asc
    ) as place
from core.title_credits as credits
inner join core.titles using (title_key)
inner join core.people using (person_id)
where credits.role = 'actor'
group by
    titles.platform_id,
    titles.release_year,
    credits.person_id,
    people.name_key
with no data;

create unique index uq_appearances_by_platform_year_actor
on agg.appearances_by_platform_year_actor (platform_id, release_year, place)
nulls not distinct;
create index ix_appearances_by_platform_year_actor_first
on agg.appearances_by_platform_year_actor (platform_id, release_year)
where place = 1;

comment on materialized view agg.appearances_by_platform_year_actor is
'Acting credits in titles of a platform, movies and series; one row per '
'(platform, release year, actor).';
comment on column agg.appearances_by_platform_year_actor.platform_id is
'The platform.';
comment on column agg.appearances_by_platform_year_actor.release_year is
'Year of the release; null is unknown.';
comment on column agg.appearances_by_platform_year_actor.person_id is
'The actor.';
comment on column agg.appearances_by_platform_year_actor.titles_count is
'Titles of that platform and year that credit the person as actor.';
comment on column agg.appearances_by_platform_year_actor.place is
'Place by titles, from 1; a tie goes to the name that sorts first.';
