-- Q2: when were the games released that a genre's top user played?
create function api.top_player_years(p_genre text, p_place integer default 1)
returns table (
    release_year smallint,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        playtimes.release_year,
        playtimes.playtime_minutes,
        playtimes.playtime_hours
    from api.playtime_by_genre_user_year as playtimes
    where
        playtimes.genre_key = api.name_key(p_genre)
        and playtimes.place = p_place
    order by playtimes.release_year desc;
end;

comment on function api.top_player_years(text, integer) is
'Playtime of a genre''s top user by release year, years descending.';
