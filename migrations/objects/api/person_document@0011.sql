-- GET /v1/people/{person_id}: a person, and the titles that name the person.
create function api.person_document(p_person_id integer)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    credited as (
        select
            titles.title_id,
            platforms.name as platform,
            titles.kind,
            titles.name,
            titles.release_year,
            credits.role,
            credits.position,
            agg.title_place(titles.platform_id, titles.show_number) as place
        from core.title_credits as credits
        inner join core.titles using (title_key)
        inner join core.platforms using (platform_id)
        where credits.person_id = p_person_id
    )

    select
        json_build_object(
            'person_id', people.person_id,
            'name', people.name,
            'titles_count', people.titles_count,
            'acted_count', people.acted_count,
            'directed_count', people.directed_count,
            'credits',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'title_id', credited.title_id,
                                'platform', credited.platform,
                                'kind', credited.kind,
                                'name', credited.name,
                                'release_year', credited.release_year,
                                'role', credited.role,
                                'position', credited.position
                            )
                            order by
                                credited.release_year desc nulls last,
                                credited.place asc,
                                credited.role asc
                        ),
                        '[]'
                    )
                from credited
            )
        ) as answer
    from api.people
    where people.person_id = p_person_id;
end;

comment on function api.person_document(integer) is
'A person as /v1/people/{person_id} answers it; null for an unknown person.';
