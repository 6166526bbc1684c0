-- Which game does a text mean?  Digits are an id where a game has it; else it
-- is a name: of several games of that name the one most owned, then the lower
-- id.
create function agg.find_game(p_game text)
returns bigint
language sql
stable
parallel safe
begin atomic
    with

    named as (
        select names.game_id
        from agg.names_by_game as names
        -- a game that is in no library
        left join agg.playtime_by_game as played using (game_id)
        where
            -- most of what is another name is so by a column that is there
            names.search_text = agg.search_text(p_game)
            and agg.name_key(names.name) = agg.name_key(p_game)
        order by
            coalesce(played.owners_count, 0) desc,
            names.game_id asc
        limit 1
    )

    select
        coalesce(
            (
                select games.game_id
                from core.games
                where games.game_id = case
                    when p_game ~ '^[0-9]{1,18}$' then p_game::bigint
                end
            ),
            (select named.game_id from named)
        ) as game_id;
end;

comment on function agg.find_game(text) is
'The game that an id or a name means; null where it means none.';
