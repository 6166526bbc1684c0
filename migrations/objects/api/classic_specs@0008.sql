-- GET /specs, in the words of its first users.
create function api.classic_specs(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Spec', tops.spec,
                    'Cantidad', tops.games_count
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_specs(p_year, 5) as tops;
end;

comment on function api.classic_specs(integer) is
'Q17 as /specs answers it.';
