-- GET /countreviews, in the words of its first users.
create function api.classic_countreviews(p_from date, p_to date)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Cantidad de usuarios', counts.users_count,
            '% de recomendación', counts.recommended_percent || '%'
        ) as answer
    from api.review_counts(p_from, p_to) as counts;
end;

comment on function api.classic_countreviews(date, date) is
'Q12 as /countreviews answers it.';
