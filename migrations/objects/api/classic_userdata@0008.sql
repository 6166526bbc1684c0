-- GET /userdata, in the words of its first users.
create function api.classic_userdata(p_user_id text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Usuario', spending.user_id,
            'Dinero gastado', round(spending.spent_usd, 2) || ' USD',
            '% de recomendación', spending.recommended_percent || '%',
            'cantidad de items', spending.items_count
        ) as answer
    from api.user_spending(p_user_id) as spending;
end;

comment on function api.classic_userdata(text) is
'Q11 as /userdata answers it; null for an unknown user.';
