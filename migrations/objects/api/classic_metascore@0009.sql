-- GET /metascore, in the words of its first users.
create function api.classic_metascore(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'id', tops.game_id,
                    'nombre', tops.game,
                    'metascore', tops.metascore
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_metascores(p_year, 5) as tops;
end;

comment on function api.classic_metascore(integer) is
'Q20 as /metascore answers it.';
