-- Who acts in titles, and who directs them?  Grain: one row per person.
create view api.people as
select
    person_id,
    name,
    titles_count,
    acted_count,
    directed_count
from agg.titles_by_person;

comment on view api.people is
'Actors and directors of titles; one row per person.';
comment on column api.people.person_id is
'The person; the number of this database.';
comment on column api.people.name is
'The most frequent spelling of the name.';
comment on column api.people.titles_count is
'Titles that credit the person.';
comment on column api.people.acted_count is
'Those of them as actor.';
comment on column api.people.directed_count is
'Those of them as director.';
