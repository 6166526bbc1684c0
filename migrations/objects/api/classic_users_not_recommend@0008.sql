-- GET /UsersNotRecommend, in the words of its first users.
create function api.classic_users_not_recommend(
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
                json_build_object('Puesto ' || tops.place, tops.game)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_warned_games(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_users_not_recommend(integer, text) is
'Q4 as /UsersNotRecommend answers it.';
