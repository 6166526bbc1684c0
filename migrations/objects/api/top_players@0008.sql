-- Q2 and Q14: who played a genre most?  A tie goes to the user id that sorts
-- first.
create function api.top_players(p_genre text, p_count integer default 5)
returns table (
    genre text,
    place smallint,
    user_id text,
    user_url text,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        tops.genre,
        tops.place,
        tops.user_id,
        tops.user_url,
        tops.playtime_minutes,
        tops.playtime_hours
    from api.playtime_by_genre_user as tops
    where
        tops.genre_key = api.name_key(p_genre)
        and tops.place <= p_count
    order by tops.place asc;
end;

comment on function api.top_players(text, integer) is
'The users with the most playtime in a genre, at most 100.';
