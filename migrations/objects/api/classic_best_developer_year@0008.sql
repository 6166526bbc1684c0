-- GET /best_developer_year, in the words of its first users.
create function api.classic_best_developer_year(
    p_year integer, p_year_of text default 'posted'
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object('Puesto ' || tops.place, tops.studio)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_praised_studios(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_best_developer_year(integer, text) is
'Q6 as /best_developer_year answers it.';
