-- Bring agg.playtime_by_genre_user up to date after some users and genres were
-- touched.  Where the last place is worth less than it was, somebody without a
-- place may deserve one: such a genre is computed anew.
--
-- Returns the genres of which the top users, or what they play, may be others,
-- as keys of kind 'genre_top'.
create function agg.refresh_top_players(p_touched core.touched_keys[])
returns core.touched_keys[]
language plpgsql
set search_path = ''
as $$
declare
    v_users integer[] := array(
        select distinct touched.key
        from unnest(p_touched) as touched
        where touched.kind = 'user'
    );
    -- those that got or lost games, not those of which a game was touched
    v_genres integer[] := array(
        select distinct touched.key
        from unnest(p_touched) as touched
        where touched.kind = 'genre' and touched.source <> ''
    );
    v_touched integer[] := array(
        select tops.genre_id
        from agg.playtime_by_genre_user as tops
        where tops.user_key = any(v_users)
    );
    v_fresh agg.playtime_by_genre_user[] := array(
        select tops
        from agg.top_players_after(v_users) as tops
    );
begin
    v_genres := v_genres || array(
        select lasts.genre_id
        from agg.playtime_by_genre_user as lasts
        -- who had the last place may be forgotten
        left join core.users on lasts.user_key = users.user_key
        left join unnest(v_fresh) as fresh
            on lasts.genre_id = fresh.genre_id and lasts.place = fresh.place
        left join core.users as others on fresh.user_key = others.user_key
        where
            lasts.place = 100
            and (
                fresh.playtime_minutes > lasts.playtime_minutes
                or (
                    fresh.playtime_minutes = lasts.playtime_minutes
                    and others.user_id <= users.user_id
                )
            ) is not true
    );
    perform agg.replace_rows(
        'playtime_by_genre_user',
        format(
            'select fresh.* from unnest(%1$L::agg.playtime_by_genre_user[]) '
            'as fresh where fresh.genre_id <> all (%2$L::integer[]) union all '
            'select tops.* from agg.playtime_by_genre_user_definition as tops '
            'where tops.genre_id = any (%2$L::integer[])',
            v_fresh,
            v_genres
        ),
        'true'
    );
    return array(
        select ('', 'genre_top', touched.genre_id)::core.touched_keys
        from unnest(v_touched || v_genres) as touched (genre_id)
        union
        select ('', 'genre_top', tops.genre_id)::core.touched_keys
        from agg.playtime_by_genre_user as tops
        where tops.user_key = any(v_users)
    );
end;
$$;

comment on function agg.refresh_top_players(core.touched_keys[]) is
'Bring the top users of genres up to date after some were touched; returns the '
'genres that this touches.';
