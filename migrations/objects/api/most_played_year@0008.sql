-- Q1: which year's games of a genre were played most?  A tie goes to the later
-- year.
create function api.most_played_year(p_genre text)
returns table (
    genre text,
    release_year smallint,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        genres.name as genre,
        playtimes.release_year,
        playtimes.playtime_minutes,
        playtimes.playtime_hours
    from api.genres
    -- a genre that nobody played is known, and has no such year
    left join api.playtime_by_genre_year as playtimes
        on genres.name_key = playtimes.genre_key
    where genres.name_key = api.name_key(p_genre)
    order by
        playtimes.playtime_minutes desc nulls last,
        playtimes.release_year desc
    limit 1;
end;

comment on function api.most_played_year(text) is
'The release year with the most playtime in a genre; no row for an unknown '
'genre, a null year for one that nobody played.';
