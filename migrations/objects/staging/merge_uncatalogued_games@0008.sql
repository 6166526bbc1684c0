-- Games that only libraries or reviews mention, named by the most frequent
-- name in libraries (a tie: the one that sorts first).
create function staging.merge_uncatalogued_games()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_inserted bigint;
    v_updated bigint;
begin
    with

    mentioned as (
        select items.game_id from staging.items
        union
        -- of the items that went straight into core only these are left
        select item_names.game_id from staging.item_names
        union
        select reviews.game_id from staging.reviews
    ),

    name_counts as (
        select
            item_names.game_id,
            item_names.name,
            sum(item_names.mention_count) as mention_count
        from staging.item_names
        where item_names.name is not null
        group by item_names.game_id, item_names.name
    ),

    named as (
        select distinct on (name_counts.game_id)
            name_counts.game_id,
            name_counts.name
        from name_counts
        order by
            name_counts.game_id asc,
            name_counts.mention_count desc,
            name_counts.name asc
    ),

    updated as (
        update core.games
        set name = named.name
        from named
        where
            games.game_id = named.game_id
            and not games.is_in_catalogue
            and games.name is distinct from named.name
        returning 1
    ),

    inserted as (
        insert into core.games (game_id, name, is_in_catalogue)
        select
            mentioned.game_id,
            named.name,
            false as is_in_catalogue
        from mentioned
        left join named using (game_id)
        where not exists (
            select from core.games where games.game_id = mentioned.game_id
        )
        returning 1
    )

    select
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_inserted, v_updated;
    analyze core.games;
    return jsonb_build_object('inserted', v_inserted, 'updated', v_updated);
end;
$$;

comment on function staging.merge_uncatalogued_games() is
'Add games that only libraries or reviews mention; returns counts of rows.';
