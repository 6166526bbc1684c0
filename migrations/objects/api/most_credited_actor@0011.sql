-- S4: who acts in most titles of a platform and year?
create function api.most_credited_actor(p_platform text, p_year integer)
returns table (
    person_id integer,
    actor text,
    titles_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        appearances.person_id,
        appearances.actor,
        appearances.titles_count
    from api.appearances_by_platform_year_actor as appearances
    where
        appearances.platform = api.name_key(p_platform)
        and appearances.release_year = p_year
        and appearances.place = 1;
end;

comment on function api.most_credited_actor(text, integer) is
'The person with most acting credits in titles of a platform, movies and '
'series, released in a year; a tie goes to the name that sorts first; no row '
'where no cast is known.';
