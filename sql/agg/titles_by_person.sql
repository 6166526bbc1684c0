-- Of how many titles is somebody?  Grain: one row per person.
create materialized view agg.titles_by_person as
select
    people.person_id,
    people.name,
    count(distinct credits.title_key) as titles_count,
    count(*) filter (where credits.role = 'actor') as acted_count,
    count(*) filter (where credits.role = 'director') as directed_count
from core.people
-- somebody whom no title credits any more is known, and has none
left join core.title_credits as credits using (person_id)
group by people.person_id, people.name
with no data;

create unique index uq_titles_by_person_person_id
on agg.titles_by_person (person_id);
-- one for each way to sort; read backwards they serve the other direction
create index ix_titles_by_person_name_person_id
on agg.titles_by_person (name, person_id);
create index ix_titles_by_person_titles_count_person_id
on agg.titles_by_person (titles_count, person_id);

comment on materialized view agg.titles_by_person is
'Titles that credit a person; one row per person.';
comment on column agg.titles_by_person.person_id is
'The person.';
comment on column agg.titles_by_person.name is
'The most frequent spelling.';
comment on column agg.titles_by_person.titles_count is
'Titles that credit the person.';
comment on column agg.titles_by_person.acted_count is
'Those of them as actor.';
comment on column agg.titles_by_person.directed_count is
'Those of them as director.';
