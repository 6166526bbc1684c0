-- Games that only libraries or reviews mention, named by the newest crawl that
-- names them: its most frequent name in libraries (a tie: the one that sorts
-- first).
create function staging.merge_uncatalogued_games()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
set datestyle = 'ISO'
as $$
declare
    v_inserted bigint;
    v_updated bigint;
begin
    with

    -- lines that are known one by one count once, in whatever file they are
    sources as (
        select
            crawls.file_number,
            crawls.crawled_on,
            case
                when lines.file_number is null then crawls.sha256
                else crawls.crawled_on::text
            end as sha256
        from staging.crawls
        left join (
            select distinct known_lines.file_number from staging.known_lines
        ) as lines using (file_number)
    ),

    staged as (
        select
            item_names.game_id,
            sources.sha256,
            item_names.name,
            max(sources.crawled_on) as crawled_on,
            sum(item_names.mention_count) as mention_count
        from staging.item_names
        inner join sources using (file_number)
        where
            item_names.name is not null
            and not exists (
                select from core.games
                where
                    games.game_id = item_names.game_id
                    and games.is_in_catalogue
            )
        group by item_names.game_id, sources.sha256, item_names.name
    )

    insert into core.game_names as known (
        game_id, sha256, name, crawled_on, mention_count
    )
    select
        staged.game_id,
        staged.sha256,
        staged.name,
        staged.crawled_on,
        staged.mention_count
    from staged
    on conflict (game_id, sha256, name) do update
    set
        crawled_on = greatest(known.crawled_on, excluded.crawled_on),
        mention_count = case
            when excluded.sha256 = excluded.crawled_on::text
                then known.mention_count + excluded.mention_count
            else excluded.mention_count
        end
    where
        excluded.sha256 = excluded.crawled_on::text
        or (known.crawled_on, known.mention_count) is distinct from (
            greatest(known.crawled_on, excluded.crawled_on),
            excluded.mention_count
        );

    -- what an older crawl calls a game never counts again
    delete from core.game_names as names
    using core.game_names as newer
    where
        names.game_id = newer.game_id
        and names.crawled_on < newer.crawled_on
        and exists (
            select from staging.item_names
            where item_names.game_id = names.game_id
        );

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
            names.game_id,
            names.name,
            names.crawled_on,
            sum(names.mention_count) as mention_count
        from core.game_names as names
        where exists (
            select from staging.item_names
            where item_names.game_id = names.game_id
        )
        group by names.game_id, names.name, names.crawled_on
    ),

    named as (
        select distinct on (name_counts.game_id)
            name_counts.game_id,
            name_counts.name
        from name_counts
        order by
            name_counts.game_id asc,
            name_counts.crawled_on desc,
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
    perform staging.analyze_changed('games', v_inserted + v_updated);
    return jsonb_build_object('inserted', v_inserted, 'updated', v_updated);
end;
$$;

comment on function staging.merge_uncatalogued_games() is
'Add games that only libraries or reviews mention; returns counts of rows.';
