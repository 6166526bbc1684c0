-- Take out of a load what was forgotten on request, before anything is merged:
-- the lines of users, with what was refused in them, everything of games, and
-- ratings of viewers.
create function staging.leave_out_forgotten()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_users bigint;
    v_games bigint;
    v_viewers bigint := 0;
    v_lines jsonb;
    -- in one or the other kind of quotes
    v_user_id text := $re$user_id['"]\s*:\s*u?(?:'([^']*)'|"([^"]*)")$re$;
    v_game_ids bigint[] := array(
        select forgotten.id::bigint
        from core.forgotten
        where forgotten.kind = 'game'
    );
begin
    if
        not exists (select from core.forgotten)
        and not exists (select from core.forgotten_viewers)
    then
        return '{}';
    end if;

    with

    lines as materialized (
        select
            users.file_number,
            users.line_number,
            users.user_id
        from staging.users
        inner join core.forgotten
            on forgotten.id = staging.forgettable_id(users.user_id)
        where forgotten.kind = 'user'
    ),

    items as (
        delete from staging.items
        using lines
        where
            items.file_number = lines.file_number
            and items.line_number = lines.line_number
    ),

    reviews as (
        delete from staging.reviews
        using lines
        where
            reviews.file_number = lines.file_number
            and reviews.line_number = lines.line_number
    ),

    rejects as (
        delete from staging.rejects
        where
            exists (
                select from lines
                where
                    lines.file_number = rejects.file_number
                    and lines.line_number = rejects.line_number
            )
            -- lines that were refused as a whole
            or exists (
                select from core.forgotten
                where
                    forgotten.kind = 'user'
                    and forgotten.id = staging.forgettable_id(
                        array_to_string(
                            regexp_match(rejects.raw, v_user_id), ''
                        )
                    )
            )
    ),

    users as (
        delete from staging.users
        using lines
        where
            users.file_number = lines.file_number
            and users.line_number = lines.line_number
    )

    select
        count(distinct lines.user_id),
        coalesce(
            jsonb_agg(jsonb_build_array(lines.file_number, lines.line_number)),
            '[]'
        )
    into v_users, v_lines
    from lines;

    select count(*) into v_games
    from unnest(v_game_ids) as forgotten (game_id)
    where
        exists (
            select from staging.games
            where games.game_id = forgotten.game_id
        )
        or exists (
            select from staging.items
            where items.game_id = forgotten.game_id
        )
        or exists (
            select from staging.reviews
            where reviews.game_id = forgotten.game_id
        );
    if v_games > 0 then
        with

        gone as (
            delete from staging.games
            where game_id = any(v_game_ids)
            returning file_number, line_number
        )

        select
            v_lines || coalesce(
                jsonb_agg(jsonb_build_array(file_number, line_number)), '[]'
            )
        into v_lines
        from gone;
        delete from staging.items where game_id = any(v_game_ids);
        delete from staging.item_names where game_id = any(v_game_ids);
        delete from staging.reviews where game_id = any(v_game_ids);
    end if;
    if exists (select from core.forgotten_viewers) then
        with

        gone as (
            delete from staging.ratings
            using core.forgotten_viewers as forgotten
            where ratings.viewer_id = forgotten.viewer_id
            returning ratings.viewer_id
        )

        select count(distinct gone.viewer_id) into v_viewers
        from gone;
        -- refused ratings of theirs
        delete from staging.rejects
        where
            rejects.kind = 'rating'
            and exists (
                select from core.forgotten_viewers as forgotten
                where
                    rejects.raw ~ format(
                        '(?<![[:alnum:]_.-])%s(?![[:alnum:]_.-])',
                        forgotten.viewer_id
                    )
            );
    end if;
    return jsonb_build_object(
        'users', v_users, 'games', v_games, 'viewers', v_viewers,
        'lines', v_lines
    );
end;
$$;

comment on function staging.leave_out_forgotten() is
'Take forgotten users, games and viewers out of the load; returns how many '
'there were, and the lines of users and games: [file_number, line_number].';
