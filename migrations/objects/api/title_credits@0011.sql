-- Who made a title?  Grain: one row per (title, person, role).
create view api.title_credits as
select
    titles.title_id,
    titles.name as title,
    people.person_id,
    people.name as person,
    credits.role,
    credits.position,
    credits.spelling
from core.title_credits as credits
inner join core.titles using (title_key)
inner join core.people using (person_id);

comment on view api.title_credits is
'Cast and directors of titles; one row per (title, person, role).';
comment on column api.title_credits.title_id is
'The title.';
comment on column api.title_credits.title is
'Its name.';
comment on column api.title_credits.person_id is
'The person.';
comment on column api.title_credits.person is
'The most frequent spelling of the person''s name.';
comment on column api.title_credits.role is
'''actor'' or ''director''.';
comment on column api.title_credits.position is
'Place in the platform''s list, from 1.';
comment on column api.title_credits.spelling is
'The name as this title spells it.';
