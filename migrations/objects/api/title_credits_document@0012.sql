-- GET /v1/titles/{title_id}/credits: who made a title.
create function api.title_credits_document(p_title_id text)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'title_id', titles.title_id,
            'data',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'person_id', credits.person_id,
                                'person', credits.person,
                                'role', credits.role,
                                'position', credits.position,
                                'spelling', credits.spelling
                            )
                            order by credits.role desc, credits.position asc
                        ),
                        '[]'
                    )
                from api.title_credits as credits
                where credits.title_id = titles.title_id
            )
        ) as answer
    from core.titles
    where titles.title_id = p_title_id;
end;

comment on function api.title_credits_document(text) is
'Who made a title, as /v1/titles/{title_id}/credits answers it: directors, '
'then the cast; null for an unknown title.';
