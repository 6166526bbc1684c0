-- GET /earlyacces, in the words of its first users.
create function api.classic_earlyacces(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año', p_year,
            'Cantidad', counts.early_access_count
        ) as answer
    from api.year_games(p_year) as counts;
end;

comment on function api.classic_earlyacces(integer) is
'Q18 as /earlyacces answers it.';
