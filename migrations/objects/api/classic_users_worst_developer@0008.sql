-- GET /UsersWorstDeveloper, in the words of its first users.
create function api.classic_users_worst_developer(
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
    from api.most_warned_studios(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_users_worst_developer(integer, text) is
'Q5 as /UsersWorstDeveloper answers it.';
