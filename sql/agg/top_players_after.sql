-- The rows of agg.playtime_by_genre_user_definition after some users and genres
-- changed.  Of the other users those with a place stay candidates; the rest
-- played less than the last place told.  Only where fewer than 100 candidates
-- are left above that, the genre's users are all added up again.
create function agg.top_players_after(p_users integer[], p_genres integer[])
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

    placed as materialized (
        select
            candidates.genre_id,
            candidates.user_key,
            candidates.playtime_minutes,
            users.user_id,
            row_number() over (
                partition by candidates.genre_id
                order by candidates.playtime_minutes desc, users.user_id asc
            ) as place
        from candidates
        inner join core.users using (user_key)
    ),

    unsure as (
        select unnest(p_genres) as genre_id
        union
        select olds.genre_id
        from agg.playtime_by_genre_user as olds
        -- who had the last place may be forgotten
        left join core.users using (user_key)
        left join placed
            on
                olds.genre_id = placed.genre_id
                and olds.place = placed.place
        where
            olds.place = 100
            and (
                placed.playtime_minutes > olds.playtime_minutes
                or (
                    placed.playtime_minutes = olds.playtime_minutes
                    and placed.user_id <= users.user_id
                )
            ) is not true
    )

    select
        placed.genre_id,
        placed.place::smallint as place,
        placed.user_key,
        placed.playtime_minutes
    from placed
    where
        placed.place <= 100
        and placed.genre_id not in (select unsure.genre_id from unsure)
    union all
    select
        tops.genre_id,
        tops.place,
        tops.user_key,
        tops.playtime_minutes
    from agg.playtime_by_genre_user_definition as tops
    where tops.genre_id = any(array(select unsure.genre_id from unsure));
end;

comment on function agg.top_players_after(integer[], integer[]) is
'The top users of every genre after some users played, and some genres got '
'other games.';
