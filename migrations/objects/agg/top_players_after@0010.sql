-- The top users of every genre after some users played: those with a place, and
-- these.  Nobody else played more than the last place told.
create function agg.top_players_after(p_users integer[])
returns setof agg.playtime_by_genre_user
language sql
stable
set search_path = ''
begin atomic
    with

    candidates as (
        select
            genre_id,
            user_key,
            playtime_minutes
        from agg.playtime_by_genre_user
        where user_key <> all(p_users)
        union all
        select
            genre_id,
            user_key,
            playtime_minutes
        from agg.playtime_by_user_genre
        where user_key = any(p_users)
    ),

    placed as (
        select
            candidates.genre_id,
            row_number() over (
                partition by candidates.genre_id
                order by candidates.playtime_minutes desc, users.user_id asc
            ) as place,
            candidates.user_key,
            candidates.playtime_minutes
        from candidates
        inner join core.users using (user_key)
    )

    select
        genre_id,
        place::smallint as place,
        user_key,
        playtime_minutes
    from placed
    where place <= 100;
end;

comment on function agg.top_players_after(integer[]) is
'The top users of every genre after some users played, as far as they can be '
'told by who had a place.';
