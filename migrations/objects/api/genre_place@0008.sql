-- Q13: what is a genre's place by total playtime?  A tie goes to the name that
-- sorts first.
create function api.genre_place(p_genre text)
returns table (
    genre text,
    place bigint,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        totals.genre,
        totals.place,
        totals.playtime_minutes,
        totals.playtime_hours
    from api.playtime_by_genre as totals
    where totals.genre_key = api.name_key(p_genre);
end;

comment on function api.genre_place(text) is
'The place of a genre by total playtime; no row for an unknown genre.';
