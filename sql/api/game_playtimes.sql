-- How long do owners of a game play it?  One row per band of playtime.
create function api.game_playtimes(p_game_id bigint)
returns table (
    place integer,
    minutes_from integer,
    minutes_to integer,
    owners_count bigint,
    owners_percent numeric
)
language sql
stable
parallel safe
-- an index of core.items has all that is read; api.items reads its users, too
security definer
set search_path = ''
begin atomic
    with

    bands (place, minutes_from, minutes_to) as (
        values
        (1, 0, 0),
        (2, 1, 9),
        (3, 10, 29),
        (4, 30, 59),
        (5, 60, 119),
        (6, 120, 299),
        (7, 300, 599),
        (8, 600, 1199),
        (9, 1200, 2999),
        (10, 3000, 5999),
        (11, 6000, 29999),
        (12, 30000, null)
    ),

    owned as (
        select
            width_bucket(
                items.playtime_minutes,
                array[0, 1, 10, 30, 60, 120, 300, 600, 1200, 3000, 6000, 30000]
            ) as place,
            count(*) as owners_count
        from core.items
        where items.game_id = p_game_id
        group by 1
    ),

    everyone as (
        select sum(owners_count) as owners_count
        from owned
        having count(*) > 0
    )

    select
        bands.place,
        bands.minutes_from,
        bands.minutes_to,
        coalesce(owned.owners_count, 0) as owners_count,
        round(
            100.0 * coalesce(owned.owners_count, 0) / everyone.owners_count, 2
        ) as owners_percent
    from bands
    cross join everyone
    -- nobody may have played for so long
    left join owned using (place);
end;

comment on function api.game_playtimes(bigint) is
'Owners of a game by how long they played it; the first band is of those who '
'never did. No rows where no library holds the game.';
