-- Generated from sql/ by `make freeze`; edit the files there.
set local search_path = extensions, public;

-- file: staging/clear.sql
-- Empty the staging tables, before a load and after it.
create function staging.clear()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.files,
    staging.games,
    staging.game_labels,
    staging.labels,
    staging.users,
    staging.items,
    staging.item_names,
    staging.reviews,
    staging.rejects;
$$;

comment on function staging.clear() is
'Empty the staging tables.';

-- file: staging/analyze.sql
-- Count what was staged, so that the merges are planned for its real size.
create function staging.analyze()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    analyze
        staging.games,
        staging.game_labels,
        staging.users,
        staging.items,
        staging.item_names,
        staging.reviews;
end;
$$;

comment on function staging.analyze() is
'Take statistics of the staging tables, for the plans of the merges.';

-- file: staging/begin_bulk.sql
-- A first load puts millions of rows into empty tables: their keys come off,
-- and end_bulk() builds and checks them at once.  Once anything is published
-- keys stay on, because that locks tables which readers need.
create function staging.begin_bulk()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_table text;
    v_is_empty boolean;
    v_held record;
begin
    delete from staging.held_constraints;
    if exists (select from core.loads where status = 'published') then
        return false;
    end if;
    foreach v_table in array array[
        'items',
        'reviews',
        'game_genres',
        'game_tags',
        'game_specs',
        'game_studios'
    ]
    loop
        execute format('select not exists (select from core.%I)', v_table)
        into v_is_empty;
        if v_is_empty then
            -- a new, empty file: with wal_level = minimal it needs no log
            execute format('truncate core.%I', v_table);
            insert into staging.held_constraints (
                table_name, name, definition
            )
            select
                v_table as table_name,
                constraints.conname,
                pg_catalog.pg_get_constraintdef(constraints.oid)
            from pg_catalog.pg_constraint as constraints
            where
                constraints.conrelid = format('core.%I', v_table)::regclass
                and constraints.contype in ('p', 'f');
        end if;
    end loop;
    for v_held in
        select
            held.table_name,
            held.name
        from staging.held_constraints as held
    loop
        execute format(
            'alter table core.%I drop constraint %I',
            v_held.table_name,
            v_held.name
        );
    end loop;
    return exists (select from staging.held_constraints);
end;
$$;

comment on function staging.begin_bulk() is
'Before the first publication, take the keys off empty core tables; '
'true if there are any.';

-- file: staging/end_bulk.sql
-- Build and check the keys that begin_bulk() took off.
create function staging.end_bulk()
returns void
language plpgsql
security definer
set search_path = ''
set maintenance_work_mem = '256MB'
as $$
declare
    v_held record;
begin
    for v_held in
        select
            held.table_name,
            held.name,
            held.definition
        from staging.held_constraints as held
        -- 'PRIMARY KEY …' after 'FOREIGN KEY …' in the alphabet: keys first
        order by held.definition desc
    loop
        execute format(
            'alter table core.%I add constraint %I %s',
            v_held.table_name,
            v_held.name,
            v_held.definition
        );
    end loop;
    for v_held in
        select distinct held.table_name from staging.held_constraints as held
    loop
        execute format('analyze core.%I', v_held.table_name);
    end loop;
    delete from staging.held_constraints;
end;
$$;

comment on function staging.end_bulk() is
'Put the keys back that begin_bulk() took off, each checked on every row.';

-- file: staging/merge_users.sql
-- Users of libraries and reviews into core.users, one row per user.
create function staging.merge_users()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_inserted bigint;
    v_updated bigint;
begin
    with

    merged as materialized (
        select
            user_id,
            (array_agg(steam_id order by file_number, line_number)
                filter (where steam_id is not null))[1] as steam_id,
            (array_agg(user_url order by file_number, line_number)
                filter (where user_url is not null))[1] as user_url,
            bool_or(has_library) as has_library,
            count(*) as lines_count
        from staging.users
        group by user_id
    ),

    updated as (
        update core.users
        set
            steam_id = coalesce(merged.steam_id, users.steam_id),
            user_url = coalesce(merged.user_url, users.user_url),
            has_library = users.has_library or merged.has_library
        from merged
        where
            users.user_id = merged.user_id
            and (
                merged.steam_id <> users.steam_id
                or merged.user_url <> users.user_url
                or (merged.steam_id is not null and users.steam_id is null)
                or (merged.user_url is not null and users.user_url is null)
                or (merged.has_library and not users.has_library)
            )
        returning 1
    ),

    inserted as (
        insert into core.users (user_id, steam_id, user_url, has_library)
        select
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library
        from merged
        where not exists (
            select from core.users where users.user_id = merged.user_id
        )
        order by merged.user_id
        returning 1
    )

    select
        coalesce(sum(merged.lines_count), 0),
        count(*),
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_staged, v_kept, v_inserted, v_updated
    from merged;
    analyze core.users;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_users() is
'Merge staged users into core.users; returns counts of rows.';

-- file: staging/earlier.sql
-- The step of staging.first_known(): strict, so that nulls are passed over.
create function staging.earlier(p_first anyelement, p_next anyelement)
returns anyelement
language sql
immutable
strict
parallel safe
as $$
select p_first;
$$;

comment on function staging.earlier(anyelement, anyelement) is
'The first of two values; the step of staging.first_known().';

-- file: staging/first_known.sql
-- The first value of a group that is not null, in the order asked for.
create aggregate staging.first_known (anyelement)(
    sfunc = staging.earlier,
    stype = anyelement,
    parallel = safe
);

comment on aggregate staging.first_known (anyelement) is
'The first value that is known, in the order of the call.';

-- file: staging/merged_games.sql
-- One row per staged game: within a file the first line of an id wins; what
-- an earlier file leaves unknown, a later one fills.  The date, its text and
-- its year come from one line, and so do the price and its text.
create view staging.merged_games as
with

firsts as (
    select distinct on (games.file_number, games.game_id) games.*
    from staging.games
    order by
        games.file_number asc, games.game_id asc, games.line_number asc
),

releases as (
    select distinct on (game_id)
        game_id,
        released_on,
        release_year,
        release_text
    from firsts
    where release_text is not null or release_year is not null
    order by game_id asc, release_year is null asc, file_number asc
),

prices as (
    select distinct on (game_id)
        game_id,
        price_usd,
        price_text
    from firsts
    where price_text is not null or price_usd is not null
    order by game_id asc, price_usd is null asc, file_number asc
),

others as (
    select
        game_id,
        staging.first_known(name order by file_number) as name,
        staging.first_known(url order by file_number) as url,
        staging.first_known(reviews_url order by file_number) as reviews_url,
        staging.first_known(discount_price_usd order by file_number)
            as discount_price_usd,
        staging.first_known(is_early_access order by file_number)
            as is_early_access,
        staging.first_known(metascore order by file_number) as metascore,
        staging.first_known(store_sentiment order by file_number)
            as store_sentiment
    from firsts
    group by game_id
)

select
    others.game_id,
    others.name,
    others.url,
    others.reviews_url,
    releases.released_on,
    releases.release_year,
    releases.release_text,
    prices.price_usd,
    prices.price_text,
    others.discount_price_usd,
    others.is_early_access,
    others.metascore,
    others.store_sentiment
from others
left join releases using (game_id)
left join prices using (game_id);

comment on view staging.merged_games is
'Staged games, merged over lines and files; one row per game.';
comment on column staging.merged_games.game_id is
'The store''s id.';
comment on column staging.merged_games.name is
'Name in the store.';
comment on column staging.merged_games.url is
'Page in the store.';
comment on column staging.merged_games.reviews_url is
'Page of the community''s reviews.';
comment on column staging.merged_games.released_on is
'Release date, where it is a whole one.';
comment on column staging.merged_games.release_year is
'Year found in release_text.';
comment on column staging.merged_games.release_text is
'Release date as written.';
comment on column staging.merged_games.price_usd is
'Price in US dollars.';
comment on column staging.merged_games.price_text is
'Price as written.';
comment on column staging.merged_games.discount_price_usd is
'Reduced price in US dollars.';
comment on column staging.merged_games.is_early_access is
'Sold before it is finished.';
comment on column staging.merged_games.metascore is
'Metacritic score, 0 to 100.';
comment on column staging.merged_games.store_sentiment is
'The store''s summary of reviews.';

-- file: staging/next_games.sql
-- The rows of core.games as they will be after this load, in the columns and
-- the order of core.games: what the load leaves unknown stays as it was.
create view staging.next_games as
select
    merged.game_id,
    coalesce(
        merged.name,
        -- what libraries call a game is no name of the store's
        case when games.is_in_catalogue then games.name end
    ) as name,
    coalesce(merged.url, games.url) as url,
    coalesce(merged.reviews_url, games.reviews_url) as reviews_url,
    case
        when merged.release_year is not null then merged.released_on
        else games.released_on
    end as released_on,
    coalesce(merged.release_year, games.release_year) as release_year,
    case
        when merged.release_year is null and games.release_year is not null
            then games.release_text
        else coalesce(merged.release_text, games.release_text)
    end as release_text,
    coalesce(merged.price_usd, games.price_usd) as price_usd,
    case
        when merged.price_usd is null and games.price_usd is not null
            then games.price_text
        else coalesce(merged.price_text, games.price_text)
    end as price_text,
    coalesce(merged.discount_price_usd, games.discount_price_usd)
        as discount_price_usd,
    coalesce(merged.is_early_access, games.is_early_access)
        as is_early_access,
    coalesce(merged.metascore, games.metascore) as metascore,
    coalesce(merged.store_sentiment, games.store_sentiment)
        as store_sentiment,
    true as is_in_catalogue
from staging.merged_games as merged
left join core.games using (game_id);

comment on view staging.next_games is
'Games of the load as core.games will hold them; one row per game.';
comment on column staging.next_games.game_id is
'The store''s id.';
comment on column staging.next_games.name is
'Name in the store.';
comment on column staging.next_games.url is
'Page in the store.';
comment on column staging.next_games.reviews_url is
'Page of the community''s reviews.';
comment on column staging.next_games.released_on is
'Release date, where it is a whole one.';
comment on column staging.next_games.release_year is
'Year found in release_text.';
comment on column staging.next_games.release_text is
'Release date as written.';
comment on column staging.next_games.price_usd is
'Price in US dollars.';
comment on column staging.next_games.price_text is
'Price as written.';
comment on column staging.next_games.discount_price_usd is
'Reduced price in US dollars.';
comment on column staging.next_games.is_early_access is
'Sold before it is finished.';
comment on column staging.next_games.metascore is
'Metacritic score, 0 to 100.';
comment on column staging.next_games.store_sentiment is
'The store''s summary of reviews.';
comment on column staging.next_games.is_in_catalogue is
'True: a games file names the game.';

-- file: staging/merge_games.sql
-- Staged games into core.games, one row per game of the catalogue.
create function staging.merge_games()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_counts jsonb;
    v_inserted bigint;
    v_updated bigint;
begin
    select
        jsonb_build_object(
            'staged', coalesce(sum(ids.lines_count), 0),
            'kept', count(distinct ids.game_id),
            -- ids that a file repeats: its first line won
            'repeated_ids',
            count(distinct ids.game_id) filter (where ids.lines_count > 1),
            'collapsed',
            coalesce(sum(ids.lines_count), 0) - count(distinct ids.game_id)
        )
    into v_counts
    from (
        select
            games.game_id,
            count(*) as lines_count
        from staging.games
        group by games.file_number, games.game_id
    ) as ids;

    with

    next as materialized (select next_games.* from staging.next_games),

    updated as (
        update core.games
        set
            name = next.name,
            url = next.url,
            reviews_url = next.reviews_url,
            released_on = next.released_on,
            release_year = next.release_year,
            release_text = next.release_text,
            price_usd = next.price_usd,
            price_text = next.price_text,
            discount_price_usd = next.discount_price_usd,
            is_early_access = next.is_early_access,
            metascore = next.metascore,
            store_sentiment = next.store_sentiment,
            is_in_catalogue = next.is_in_catalogue
        from next
        where
            games.game_id = next.game_id
            and row(games.*) is distinct from row(next.*)
        returning 1
    ),

    inserted as (
        insert into core.games
        select next.* from next
        where not exists (
            select from core.games where games.game_id = next.game_id
        )
        returning 1
    )

    select
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_inserted, v_updated;
    analyze core.games;
    return v_counts || jsonb_build_object(
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', (v_counts ->> 'kept')::bigint - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_games() is
'Merge staged games into core.games; returns counts of rows.';

-- file: staging/merge_other_games.sql
-- Games that only libraries or reviews mention, named by the most frequent
-- name in libraries (a tie: the one that sorts first).
create function staging.merge_other_games()
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
        select reviews.game_id from staging.reviews
    ),

    name_counts as (
        select
            item_names.game_id,
            item_names.name,
            sum(item_names.mention_count) as mention_count
        from staging.item_names
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

comment on function staging.merge_other_games() is
'Add games that only libraries or reviews mention; returns counts of rows.';

-- file: staging/choose_labels.sql
-- The labels that count for each staged game: those on the first line of its
-- id in a file, and per kind those of the first file that has any.
create function staging.choose_labels()
returns void
language sql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
insert into staging.labels (game_id, kind, position, spelling, name_key)
with

firsts as (
    select distinct on (file_number, game_id)
        file_number,
        line_number,
        game_id
    from staging.games
    order by file_number asc, game_id asc, line_number asc
),

ranked as (
    select
        firsts.game_id,
        game_labels.kind,
        game_labels.position,
        game_labels.spelling,
        lower(game_labels.spelling collate "default") as name_key,
        rank() over (
            partition by firsts.game_id, game_labels.kind
            order by game_labels.file_number
        ) as file_rank
    from staging.game_labels
    inner join firsts using (file_number, line_number)
)

select distinct on (game_id, kind, name_key collate "C")
    game_id,
    kind,
    position,
    spelling,
    name_key
from ranked
where file_rank = 1
order by
    game_id asc,
    kind asc,
    name_key collate "C" asc,
    position asc;
$$;

comment on function staging.choose_labels() is
'Fill staging.labels: per game and kind the labels of one line of one file.';

-- file: staging/merge_dimension.sql
-- Merge the chosen labels of some kinds into one dimension and its links.
-- The statements are the same for each dimension but for the names, which
-- are identifiers of this schema's own and never come from data.
create function staging.merge_dimension(
    p_dimension text, p_key text, p_link text, p_kinds text[]
)
returns bigint
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    -- only studios are linked in more than one role
    v_role text := case when cardinality(p_kinds) > 1 then 'role' end;
    v_same_role text := case
        when v_role is null then 'true'
        else 'link.role = labels.kind'
    end;
    v_changes bigint := 0;
    v_rows bigint;
    v_sql text;
begin
    foreach v_sql in array array[
        -- names not known yet
        $sql$
        insert into core.%1$I (name)
        select min(labels.spelling collate "C")
        from staging.labels
        where labels.kind = any($1) and not exists (
            select from core.%1$I as known
            where known.name_key = labels.name_key
        )
        group by labels.name_key
        $sql$,
        -- links of games in this load that the load no longer states
        $sql$
        delete from core.%3$I as link
        where exists (
            select from staging.labels
            where labels.game_id = link.game_id
                and labels.kind = any($1) and %4$s
        ) and not exists (
            select from staging.labels
            inner join core.%1$I as known using (name_key)
            where labels.game_id = link.game_id
                and labels.kind = any($1) and %4$s
                and known.%2$I = link.%2$I
        )
        $sql$,
        $sql$
        update core.%3$I as link
        set position = labels.position, spelling = labels.spelling
        from staging.labels
        inner join core.%1$I as known using (name_key)
        where link.game_id = labels.game_id and link.%2$I = known.%2$I
            and labels.kind = any($1) and %4$s
            and (link.position, link.spelling)
            <> (labels.position, labels.spelling)
        $sql$,
        $sql$
        insert into core.%3$I (game_id, %2$I, position, spelling %5$s)
        select labels.game_id, known.%2$I, labels.position,
            labels.spelling %6$s
        from staging.labels
        inner join core.%1$I as known using (name_key)
        where labels.kind = any($1) and not exists (
            select from core.%3$I as link
            where link.game_id = labels.game_id
                and link.%2$I = known.%2$I and %4$s
        )
        $sql$,
        -- the spelling shown is the most frequent one, over all credits
        $sql$
        update core.%1$I as known
        set name = spellings.spelling
        from (
            select distinct on (link.%2$I) link.%2$I, link.spelling
            from core.%3$I as link
            group by link.%2$I, link.spelling
            order by link.%2$I, count(*) desc, link.spelling
        ) as spellings
        where known.%2$I = spellings.%2$I and known.name <> spellings.spelling
        $sql$,
        -- names that no game carries any more
        $sql$
        delete from core.%1$I as known
        where not exists (
            select from core.%3$I as link where link.%2$I = known.%2$I
        ) and cardinality($1) > 0
        $sql$
    ]
    loop
        execute format(
            v_sql, p_dimension, p_key, p_link, v_same_role,
            case when v_role is null then '' else ', role' end,
            case when v_role is null then '' else ', labels.kind' end
        ) using p_kinds;
        get diagnostics v_rows = row_count;
        -- the statements after the first are planned for the new names
        if v_changes = 0 and v_rows > 0 then
            execute format('analyze core.%I', p_dimension);
        end if;
        v_changes := v_changes + v_rows;
    end loop;
    execute format('analyze core.%I', p_dimension);
    execute format('analyze core.%I', p_link);
    return v_changes;
end;
$$;

comment on function staging.merge_dimension(text, text, text, text[]) is
'Merge chosen labels into a dimension and its links; returns rows changed.';

-- file: staging/merge_labels.sql
-- Genres, tags, specs and studios of staged games into their tables.
create function staging.merge_labels()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_changes bigint;
begin
    perform staging.choose_labels();
    analyze staging.labels;
    v_changes
        := staging.merge_dimension(
            'genres', 'genre_id', 'game_genres', array['genre']
        )
        + staging.merge_dimension(
            'tags', 'tag_id', 'game_tags', array['tag']
        )
        + staging.merge_dimension(
            'specs', 'spec_id', 'game_specs', array['spec']
        )
        + staging.merge_dimension(
            'studios',
            'studio_id',
            'game_studios',
            array['developer', 'publisher']
        );
    select count(*) into v_staged from staging.game_labels;
    select count(*) into v_kept from staging.labels;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'updated', v_changes
    );
end;
$$;

comment on function staging.merge_labels() is
'Merge staged labels into their dimensions and links; returns counts.';

-- file: staging/deduplicated_items.sql
-- One row per (user, game): of repeated rows the greatest playtime counts.
create view staging.deduplicated_items as
with

lines as (
    select
        staged.file_number,
        staged.line_number,
        users.user_key
    from staging.users as staged
    inner join core.users using (user_id)
    where staged.has_library
)

select distinct on (lines.user_key, items.game_id)
    lines.user_key,
    items.game_id,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position
from staging.items
inner join lines using (file_number, line_number)
order by
    lines.user_key asc,
    items.game_id asc,
    items.playtime_minutes desc,
    items.playtime_2weeks_minutes desc,
    items.position asc;

comment on view staging.deduplicated_items is
'Staged library items with repeats collapsed; one row per (user, game).';
comment on column staging.deduplicated_items.user_key is
'The user.';
comment on column staging.deduplicated_items.game_id is
'The game.';
comment on column staging.deduplicated_items.playtime_minutes is
'Minutes played: the greatest of the repeats.';
comment on column staging.deduplicated_items.playtime_2weeks_minutes is
'Minutes of the last two weeks, of the same repeat.';
comment on column staging.deduplicated_items.position is
'Place in the library, of the same repeat.';

-- file: staging/merge_items.sql
-- Staged library items into core.items, one row per (user, game).
create function staging.merge_items()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_inserted bigint;
    v_updated bigint := 0;
begin
    select count(*) into v_staged from staging.items;
    if not exists (select from core.items) then
        insert into core.items
        select next.* from staging.deduplicated_items as next;
        get diagnostics v_inserted = row_count;
        v_kept := v_inserted;
    else
        with

        next as materialized (
            select items.* from staging.deduplicated_items as items
        ),

        updated as (
            update core.items
            set
                playtime_minutes = next.playtime_minutes,
                playtime_2weeks_minutes = next.playtime_2weeks_minutes,
                position = next.position
            from next
            where
                items.user_key = next.user_key
                and items.game_id = next.game_id
                and items.playtime_minutes <= next.playtime_minutes
                and row(items.*) is distinct from row(next.*)
            returning 1
        ),

        inserted as (
            insert into core.items
            select next.* from next
            where not exists (
                select from core.items
                where
                    items.user_key = next.user_key
                    and items.game_id = next.game_id
            )
            returning 1
        )

        select
            (select count(*) from next),
            (select count(*) from inserted),
            (select count(*) from updated)
        into v_kept, v_inserted, v_updated;
        analyze core.items;
    end if;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_items() is
'Merge staged library items into core.items; returns counts of rows.';

-- file: staging/day_of.sql
-- A date from its parts, or null where the month has no such day.
create function staging.day_of(p_year integer, p_month integer, p_day integer)
returns date
language sql
immutable
strict
parallel safe
begin atomic
    select
        case
            when
                extract(month from make_date(p_year, p_month, 1) + p_day - 1)
                = p_month
                then make_date(p_year, p_month, 1) + p_day - 1
        end as day_of;
end;

comment on function staging.day_of(integer, integer, integer) is
'The date of a year, month and day; null where there is no such day.';

-- file: staging/crawl_year.sql
-- The year of dates without one: the year after the latest dated review, of
-- this load or of the data already there.
create function staging.crawl_year()
returns smallint
language sql
stable
security definer
set search_path = ''
as $$
select
    (1 + greatest(
        (select max(posted_year) from staging.reviews),
        (
            select extract(year from max(posted_on))::smallint
            from core.reviews
            where not is_posted_year_inferred
        )
    ))::smallint;
$$;

comment on function staging.crawl_year() is
'The year after the latest dated review; null where no review is dated.';

-- file: staging/next_reviews.sql
-- One row per (user, game): of two that differ, the one posted later.  A date
-- without a year belongs to the year of the crawl.
create function staging.next_reviews(p_crawl_year smallint)
returns table (
    user_key integer,
    game_id bigint,
    posted_on date,
    is_posted_year_inferred boolean,
    edited_on date,
    is_recommended boolean,
    helpful_count integer,
    helpful_votes_count integer,
    funny_count integer,
    review text,
    polarity double precision
)
language sql
stable
security definer
set search_path = ''
set work_mem = '128MB'
as $$
with

dated as (
    select
        users.user_key,
        staged.game_id,
        staging.day_of(
            coalesce(staged.posted_year, p_crawl_year),
            staged.posted_month,
            staged.posted_day
        ) as posted_on,
        staged.posted_year is null as is_posted_year_inferred,
        staging.day_of(
            coalesce(staged.edited_year, p_crawl_year),
            staged.edited_month,
            staged.edited_day
        ) as edited_on,
        staged.is_recommended,
        staged.helpful_count,
        staged.helpful_votes_count,
        staged.funny_count,
        staged.review,
        staged.polarity
    from staging.reviews as staged
    inner join staging.users as lines using (file_number, line_number)
    inner join core.users using (user_id)
)

-- Copies of the same date are told apart by everything else they hold, so
-- that the answer does not depend on the order of files or lines.
select distinct on (user_key, game_id)
    user_key,
    game_id,
    posted_on,
    is_posted_year_inferred,
    edited_on,
    is_recommended,
    helpful_count,
    helpful_votes_count,
    funny_count,
    review,
    polarity
from dated
where posted_on is not null
order by
    user_key asc,
    game_id asc,
    posted_on desc,
    edited_on desc nulls last,
    helpful_votes_count desc,
    helpful_count desc,
    funny_count desc,
    is_posted_year_inferred asc,
    is_recommended desc,
    review collate "C" asc;
$$;

comment on function staging.next_reviews(smallint) is
'Reviews of the load as core.reviews will hold them, given the crawl year.';

-- file: staging/reject_undatable_reviews.sql
-- Reviews without a year that no year fits go to the rejects.
create function staging.reject_undatable_reviews(p_crawl_year smallint)
returns bigint
language sql
security definer
set search_path = ''
as $$
with

rejected as (
    insert into staging.rejects (
        file_number, line_number, record_number, kind, reason, detail, raw
    )
    select
        reviews.file_number,
        reviews.line_number,
        reviews.record_number,
        'review' as kind,
        case
            when p_crawl_year is null then 'posted_year_unknown'
            else 'date_does_not_exist'
        end as reason,
        case
            when p_crawl_year is null
                then
                    'The review has no year and no review of the load is '
                    'dated; name the year of the crawl.'
            else format(
                'Month %s of %s, the year of the crawl, has no day %s.',
                reviews.posted_month,
                p_crawl_year,
                reviews.posted_day
            )
        end as detail,
        left(coalesce(reviews.review, ''), 2000) as raw
    from staging.reviews
    where
        reviews.posted_year is null
        and staging.day_of(
            p_crawl_year, reviews.posted_month, reviews.posted_day
        ) is null
    returning 1
)

select count(*) from rejected;
$$;

comment on function staging.reject_undatable_reviews(smallint) is
'Put reviews without a possible date among the rejects; returns their count.';

-- file: staging/merge_reviews.sql
-- Staged reviews into core.reviews, one row per (user, game).
create function staging.merge_reviews(p_crawl_year smallint default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '128MB'
as $$
declare
    v_crawl_year smallint := coalesce(p_crawl_year, staging.crawl_year());
    v_staged bigint;
    v_rejected bigint;
    v_kept bigint;
    v_inferred bigint;
    v_inserted bigint;
    v_updated bigint;
begin
    v_rejected := staging.reject_undatable_reviews(v_crawl_year);
    select count(*) into v_staged from staging.reviews;
    with

    next as materialized (
        select reviews.* from staging.next_reviews(v_crawl_year) as reviews
    ),

    updated as (
        update core.reviews
        set
            posted_on = next.posted_on,
            is_posted_year_inferred = next.is_posted_year_inferred,
            edited_on = next.edited_on,
            is_recommended = next.is_recommended,
            helpful_count = next.helpful_count,
            helpful_votes_count = next.helpful_votes_count,
            funny_count = next.funny_count,
            review = next.review,
            polarity = next.polarity
        from next
        where
            reviews.user_key = next.user_key
            and reviews.game_id = next.game_id
            and (
                reviews.posted_on <= next.posted_on
                -- the same day, of another year to infer
                or (
                    reviews.is_posted_year_inferred
                    and next.is_posted_year_inferred
                    and to_char(reviews.posted_on, 'MMDD')
                    = to_char(next.posted_on, 'MMDD')
                )
            )
            -- the last column of core.reviews, sentiment, follows polarity
            and row(reviews.*) is distinct from row(next.*, reviews.sentiment)
        returning 1
    ),

    inserted as (
        insert into core.reviews (
            user_key,
            game_id,
            posted_on,
            is_posted_year_inferred,
            edited_on,
            is_recommended,
            helpful_count,
            helpful_votes_count,
            funny_count,
            review,
            polarity
        )
        select next.* from next
        where not exists (
            select from core.reviews
            where
                reviews.user_key = next.user_key
                and reviews.game_id = next.game_id
        )
        returning 1
    )

    select
        count(*),
        count(*) filter (where next.is_posted_year_inferred),
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_kept, v_inferred, v_inserted, v_updated
    from next;
    analyze core.reviews;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'rejected', v_rejected,
        'collapsed', v_staged - v_rejected - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated,
        'inferred_year', v_inferred,
        'crawl_year', v_crawl_year
    );
end;
$$;

comment on function staging.merge_reviews(smallint) is
'Merge staged reviews into core.reviews; returns counts of rows.';

-- file: staging/record_run.sql
-- One row of the ledger, with its files and rejects.
create function staging.record_run(
    p_run jsonb, p_kind text, p_status text, p_data_version bigint
)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_load_id bigint;
begin
    insert into core.loads (
        kind,
        status,
        started_at,
        finished_at,
        data_version,
        crawl_year,
        counts,
        timings,
        settings,
        versions,
        error
    )
    values (
        p_kind,
        p_status,
        coalesce((p_run ->> 'started_at')::timestamptz, clock_timestamp()),
        clock_timestamp(),
        p_data_version,
        (p_run ->> 'crawl_year')::smallint,
        coalesce(p_run -> 'counts', '{}'),
        coalesce(p_run -> 'timings', '{}'),
        coalesce(p_run -> 'settings', '{}'),
        coalesce(p_run -> 'versions', '{}'),
        p_run ->> 'error'
    )
    returning load_id into v_load_id;

    insert into core.load_files (
        load_id, file_number, name, kind, sha256, byte_count, counts
    )
    select
        v_load_id,
        files.file_number,
        files.name,
        files.kind,
        files.sha256,
        files.byte_count,
        files.counts
    from staging.files;

    insert into core.rejects (
        load_id,
        file_number,
        line_number,
        record_number,
        kind,
        reason,
        detail,
        raw
    )
    select
        v_load_id,
        rejects.file_number,
        rejects.line_number,
        rejects.record_number,
        rejects.kind,
        rejects.reason,
        rejects.detail,
        rejects.raw
    from staging.rejects
    order by
        rejects.file_number,
        rejects.line_number,
        rejects.record_number;
    return v_load_id;
end;
$$;

comment on function staging.record_run(jsonb, text, text, bigint) is
'Write a run, its files and its rejects into the ledger; returns its id.';

-- file: staging/publish.sql
-- The end of a load or refresh: the ledger's row, and a new data version if
-- anything changed.  Listeners hear of it when the transaction commits.
create function staging.publish(p_run jsonb, p_kind text default 'load')
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_version bigint := (select max(data_version) from core.loads);
    v_changes numeric;
begin
    select
        coalesce(sum(
            coalesce((merged.value ->> 'inserted')::numeric, 0)
            + coalesce((merged.value ->> 'updated')::numeric, 0)
        ), 0)
    into v_changes
    from jsonb_each(coalesce(p_run #> '{counts, merge}', '{}')) as merged;

    if p_kind = 'load' and v_changes = 0 and v_version is not null then
        perform staging.record_run(p_run, p_kind, 'unchanged', null);
        return v_version;
    end if;

    v_version := coalesce(v_version, 0) + 1;
    p_run := jsonb_set(
        p_run,
        '{counts}',
        coalesce(p_run -> 'counts', '{}') || jsonb_build_object(
            'totals',
            jsonb_build_object(
                'games', (select count(*) from core.games),
                'games_in_catalogue',
                (select count(*) from core.games where is_in_catalogue),
                'users', (select count(*) from core.users),
                'items', (select count(*) from core.items),
                'reviews', (select count(*) from core.reviews)
            )
        )
    );
    perform staging.record_run(p_run, p_kind, 'published', v_version);
    perform pg_notify('ludoteca', v_version::text);
    return v_version;
end;
$$;

comment on function staging.publish(jsonb, text) is
'Publish what was merged: ledger, data version, notice; returns the version.';

-- file: staging/record_failure.sql
-- A run that failed: nothing was published, and its rejects are kept.
create function staging.record_failure(p_run jsonb)
returns bigint
language sql
security definer
set search_path = ''
as $$
select staging.record_run(p_run, 'load', 'failed', null);
$$;

comment on function staging.record_failure(jsonb) is
'Write a failed run, its files and its rejects into the ledger.';

-- file: agg/year_of.sql
-- What a year means in a question about reviews.
create type agg.year_of as enum ('posted', 'release');

comment on type agg.year_of is
'Which year a question asks for: of the review''s posting or of the '
'game''s release.';

-- file: agg/playtime_by_game.sql
-- How much is each game played?  Grain: one row per game in a library.
create materialized view agg.playtime_by_game as
select
    game_id,
    count(*) as owners_count,
    count(*) filter (where playtime_minutes > 0) as players_count,
    sum(playtime_minutes) as playtime_minutes
from core.items
group by game_id
with no data;

create unique index uq_playtime_by_game_game_id
on agg.playtime_by_game (game_id);

comment on materialized view agg.playtime_by_game is
'Owners, players and total playtime; one row per game in a library.';
comment on column agg.playtime_by_game.game_id is
'The game.';
comment on column agg.playtime_by_game.owners_count is
'Users who have it in their library.';
comment on column agg.playtime_by_game.players_count is
'Owners who played it for a minute or more.';
comment on column agg.playtime_by_game.playtime_minutes is
'Minutes over all owners.';

-- file: agg/playtime_by_genre_year.sql
-- Which release year is played most, per genre?
-- Grain: one row per (genre, release year).
create materialized view agg.playtime_by_genre_year as
select
    game_genres.genre_id,
    games.release_year,
    count(*) as games_count,
    sum(playtime_by_game.playtime_minutes)::bigint as playtime_minutes
from agg.playtime_by_game
inner join core.games using (game_id)
inner join core.game_genres using (game_id)
where
    games.release_year is not null
    and playtime_by_game.playtime_minutes > 0
group by game_genres.genre_id, games.release_year
with no data;

create unique index uq_playtime_by_genre_year_genre_id_release_year
on agg.playtime_by_genre_year (genre_id, release_year);
create index ix_playtime_by_genre_year_most
on agg.playtime_by_genre_year (
    genre_id, playtime_minutes desc, release_year desc
);

comment on materialized view agg.playtime_by_genre_year is
'Playtime of the games of a genre by release year; '
'one row per (genre, release year) that was played.';
comment on column agg.playtime_by_genre_year.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre_year.release_year is
'Release year of the games.';
comment on column agg.playtime_by_genre_year.games_count is
'Games of the genre and year that somebody played.';
comment on column agg.playtime_by_genre_year.playtime_minutes is
'Minutes over all users.';

-- file: agg/playtime_by_genre_user.sql
-- Who plays a genre most?  Grain: one row per (genre, user), the first 100.
create materialized view agg.playtime_by_genre_user as
with

played as (
    select
        game_genres.genre_id,
        items.user_key,
        sum(items.playtime_minutes) as playtime_minutes
    from core.items
    inner join core.game_genres using (game_id)
    where items.playtime_minutes > 0
    group by game_genres.genre_id, items.user_key
),

-- Ties at the border stay in, for the user's id to decide below.
ranked as (
    select
        genre_id,
        user_key,
        playtime_minutes,
        rank() over (
            partition by genre_id
            order by playtime_minutes desc
        ) as rank
    from played
),

placed as (
    select
        ranked.genre_id,
        ranked.user_key,
        ranked.playtime_minutes,
        row_number() over (
            partition by ranked.genre_id
            order by ranked.playtime_minutes desc, users.user_id asc
        ) as place
    from ranked
    inner join core.users using (user_key)
    where ranked.rank <= 100
)

select
    genre_id,
    place::smallint as place,
    user_key,
    playtime_minutes
from placed
where place <= 100
with no data;

create unique index uq_playtime_by_genre_user_genre_id_place
on agg.playtime_by_genre_user (genre_id, place);

comment on materialized view agg.playtime_by_genre_user is
'The 100 users with the most playtime in each genre; one row per (genre, '
'user).';
comment on column agg.playtime_by_genre_user.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre_user.place is
'Place in the genre, from 1; a tie goes to the user id that sorts first.';
comment on column agg.playtime_by_genre_user.user_key is
'The user.';
comment on column agg.playtime_by_genre_user.playtime_minutes is
'The user''s minutes in all games of the genre.';

-- file: agg/playtime_by_genre_user_year.sql
-- When were the games released that a genre's top users play?
-- Grain: one row per (genre, user, release year).
create materialized view agg.playtime_by_genre_user_year as
select
    tops.genre_id,
    tops.place,
    games.release_year,
    sum(items.playtime_minutes) as playtime_minutes
from agg.playtime_by_genre_user as tops
inner join core.items using (user_key)
inner join core.games using (game_id)
inner join core.game_genres
    on
        items.game_id = game_genres.game_id
        and tops.genre_id = game_genres.genre_id
where
    items.playtime_minutes > 0
    and games.release_year is not null
group by tops.genre_id, tops.place, games.release_year
with no data;

create unique index uq_playtime_by_genre_user_year_genre_id_place_release_year
on agg.playtime_by_genre_user_year (genre_id, place, release_year);

comment on materialized view agg.playtime_by_genre_user_year is
'Playtime of each genre''s 100 top users by release year; '
'one row per (genre, user, release year) that the user played.';
comment on column agg.playtime_by_genre_user_year.genre_id is
'The genre.';
comment on column agg.playtime_by_genre_user_year.place is
'The user''s place in agg.playtime_by_genre_user.';
comment on column agg.playtime_by_genre_user_year.release_year is
'Release year of the games; games without one are left out.';
comment on column agg.playtime_by_genre_user_year.playtime_minutes is
'The user''s minutes in the games of that genre and year.';

-- file: agg/review_counts_by_year_game.sql
-- Which games do reviews speak for and against?
-- Grain: one row per (kind of year, year, game).
create materialized view agg.review_counts_by_year_game as
with

dated as (
    select
        'posted'::agg.year_of as year_of,
        extract(year from posted_on)::smallint as counted_year,
        game_id,
        is_recommended,
        sentiment
    from core.reviews
    union all
    select
        'release'::agg.year_of as year_of,
        games.release_year as counted_year,
        reviews.game_id,
        reviews.is_recommended,
        reviews.sentiment
    from core.reviews
    inner join core.games using (game_id)
    where games.release_year is not null
)

select
    year_of,
    counted_year,
    game_id,
    count(*) as reviews_count,
    count(*) filter (
        where is_recommended and sentiment in (1, 2)
    ) as recommended_count,
    count(*) filter (
        where not is_recommended and sentiment = 0
    ) as warned_count,
    count(*) filter (
        where is_recommended and sentiment = 2
    ) as praised_count
from dated
group by year_of, counted_year, game_id
with no data;

create unique index uq_review_counts_by_year_game_year_of_counted_year_game_id
on agg.review_counts_by_year_game (year_of, counted_year, game_id);
create index ix_review_counts_by_year_game_recommended
on agg.review_counts_by_year_game (
    year_of, counted_year, recommended_count desc, game_id
);
create index ix_review_counts_by_year_game_warned
on agg.review_counts_by_year_game (
    year_of, counted_year, warned_count desc, game_id
);

comment on materialized view agg.review_counts_by_year_game is
'Reviews for and against a game; one row per (kind of year, year, game).';
comment on column agg.review_counts_by_year_game.year_of is
'Whether counted_year is that of the posting or of the game''s release.';
comment on column agg.review_counts_by_year_game.counted_year is
'The year.';
comment on column agg.review_counts_by_year_game.game_id is
'The game.';
comment on column agg.review_counts_by_year_game.reviews_count is
'All reviews.';
comment on column agg.review_counts_by_year_game.recommended_count is
'Reviews that recommend the game in positive or neutral words.';
comment on column agg.review_counts_by_year_game.warned_count is
'Reviews that do not recommend the game, in negative words.';
comment on column agg.review_counts_by_year_game.praised_count is
'Reviews that recommend the game in positive words.';

-- file: agg/review_counts_by_year_studio.sql
-- Which developers do reviews speak for and against?
-- Grain: one row per (kind of year, year, developer).
create materialized view agg.review_counts_by_year_studio as
select
    counts.year_of,
    counts.counted_year,
    game_studios.studio_id,
    studios.name as studio,
    sum(counts.reviews_count)::bigint as reviews_count,
    sum(counts.recommended_count)::bigint as recommended_count,
    sum(counts.warned_count)::bigint as warned_count,
    sum(counts.praised_count)::bigint as praised_count
from agg.review_counts_by_year_game as counts
inner join core.game_studios
    on
        counts.game_id = game_studios.game_id
        and game_studios.role = 'developer'
inner join core.studios using (studio_id)
group by
    counts.year_of,
    counts.counted_year,
    game_studios.studio_id,
    studios.name
with no data;

create unique index uq_review_counts_by_year_studio_year_of_counted_year_studio
on agg.review_counts_by_year_studio (year_of, counted_year, studio);
create index ix_review_counts_by_year_studio_warned
on agg.review_counts_by_year_studio (
    year_of, counted_year, warned_count desc, studio
);
create index ix_review_counts_by_year_studio_praised
on agg.review_counts_by_year_studio (
    year_of, counted_year, praised_count desc, studio
);

comment on materialized view agg.review_counts_by_year_studio is
'Reviews for and against the games of a developer; '
'one row per (kind of year, year, developer).';
comment on column agg.review_counts_by_year_studio.year_of is
'Whether counted_year is that of the posting or of the game''s release.';
comment on column agg.review_counts_by_year_studio.counted_year is
'The year.';
comment on column agg.review_counts_by_year_studio.studio_id is
'The developer; a game counts for each of its developers.';
comment on column agg.review_counts_by_year_studio.studio is
'Name of the developer, which decides ties.';
comment on column agg.review_counts_by_year_studio.reviews_count is
'All reviews.';
comment on column agg.review_counts_by_year_studio.recommended_count is
'Reviews that recommend a game in positive or neutral words.';
comment on column agg.review_counts_by_year_studio.warned_count is
'Reviews that do not recommend a game, in negative words.';
comment on column agg.review_counts_by_year_studio.praised_count is
'Reviews that recommend a game in positive words.';

-- file: agg/sentiment_counts_by_game.sql
-- What do a game's reviews feel like?  Grain: one row per reviewed game.
create materialized view agg.sentiment_counts_by_game as
select
    game_id,
    count(*) filter (where sentiment = 0) as negative_count,
    count(*) filter (where sentiment = 1) as neutral_count,
    count(*) filter (where sentiment = 2) as positive_count
from core.reviews
group by game_id
with no data;

create unique index uq_sentiment_counts_by_game_game_id
on agg.sentiment_counts_by_game (game_id);

comment on materialized view agg.sentiment_counts_by_game is
'Reviews by sentiment; one row per reviewed game.';
comment on column agg.sentiment_counts_by_game.game_id is
'The game.';
comment on column agg.sentiment_counts_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_game.positive_count is
'Reviews with a polarity above 0.';

-- file: agg/sentiment_counts_by_studio.sql
-- What do the reviews of a developer's games feel like?
-- Grain: one row per developer with a reviewed game.
create materialized view agg.sentiment_counts_by_studio as
select
    game_studios.studio_id,
    sum(counts.negative_count)::bigint as negative_count,
    sum(counts.neutral_count)::bigint as neutral_count,
    sum(counts.positive_count)::bigint as positive_count
from agg.sentiment_counts_by_game as counts
inner join core.game_studios using (game_id)
where game_studios.role = 'developer'
group by game_studios.studio_id
with no data;

create unique index uq_sentiment_counts_by_studio_studio_id
on agg.sentiment_counts_by_studio (studio_id);

comment on materialized view agg.sentiment_counts_by_studio is
'Reviews of a developer''s games by sentiment; one row per developer.';
comment on column agg.sentiment_counts_by_studio.studio_id is
'The developer; a game counts for each of its developers.';
comment on column agg.sentiment_counts_by_studio.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_studio.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_studio.positive_count is
'Reviews with a polarity above 0.';

-- file: agg/sentiment_counts_by_release_year.sql
-- What do the reviews of a year's games feel like?
-- Grain: one row per release year with a reviewed game.
create materialized view agg.sentiment_counts_by_release_year as
select
    games.release_year,
    sum(counts.negative_count)::bigint as negative_count,
    sum(counts.neutral_count)::bigint as neutral_count,
    sum(counts.positive_count)::bigint as positive_count
from agg.sentiment_counts_by_game as counts
inner join core.games using (game_id)
where games.release_year is not null
group by games.release_year
with no data;

create unique index uq_sentiment_counts_by_release_year_release_year
on agg.sentiment_counts_by_release_year (release_year);

comment on materialized view agg.sentiment_counts_by_release_year is
'Reviews by sentiment; one row per release year of the games.';
comment on column agg.sentiment_counts_by_release_year.release_year is
'Release year of the games.';
comment on column agg.sentiment_counts_by_release_year.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_release_year.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_release_year.positive_count is
'Reviews with a polarity above 0.';

-- file: refresh.sql
-- Compute every aggregate anew, in the order in which they build on each
-- other; one that readers already see is replaced without locking them out.
create function agg.refresh()
returns void
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
set maintenance_work_mem = '256MB'
as $$
declare
    v_name text;
begin
    foreach v_name in array array[
        'playtime_by_game',
        'playtime_by_genre_year',
        'playtime_by_genre_user',
        'playtime_by_genre_user_year',
        'review_counts_by_year_game',
        'review_counts_by_year_studio',
        'sentiment_counts_by_game',
        'sentiment_counts_by_studio',
        'sentiment_counts_by_release_year'
    ]
    loop
        execute format(
            'refresh materialized view %s agg.%I',
            case
                when (
                    select matviews.ispopulated
                    from pg_catalog.pg_matviews as matviews
                    where
                        matviews.schemaname = 'agg'
                        and matviews.matviewname = v_name
                )
                    then 'concurrently'
                else ''
            end,
            v_name
        );
        execute format('analyze agg.%I', v_name);
    end loop;
end;
$$;

comment on function agg.refresh() is
'Compute every materialized aggregate anew.';

-- file: api/name_key.sql
-- The form in which names are equal: trimmed, in lower case.
create function api.name_key(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    -- the database's collation folds letters, "C" compares and finds them
    select lower(btrim(p_name) collate "default") collate "C" as name_key;
end;

comment on function api.name_key(text) is
'A name as the columns that end in _key hold it: trimmed, in lower case.';

-- file: api/games.sql
-- Which games are there?  Grain: one row per game.
create view api.games as
select
    game_id,
    name,
    released_on,
    release_year,
    release_text,
    price_usd,
    price_text,
    discount_price_usd,
    is_early_access,
    metascore,
    store_sentiment,
    is_in_catalogue,
    url,
    reviews_url
from core.games;

comment on view api.games is
'Games of the catalogue and of libraries; one row per game.';
comment on column api.games.game_id is
'The store''s id.';
comment on column api.games.name is
'Name in the store; else as libraries call it.';
comment on column api.games.released_on is
'Release date, where the store gives a whole one.';
comment on column api.games.release_year is
'First 19dd or 20dd in release_text; null is unknown.';
comment on column api.games.release_text is
'Release date as the store writes it.';
comment on column api.games.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column api.games.price_text is
'Price as the store writes it.';
comment on column api.games.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column api.games.is_early_access is
'Sold before it is finished.';
comment on column api.games.metascore is
'Metacritic score, 0 to 100.';
comment on column api.games.store_sentiment is
'The store''s own summary of its reviews.';
comment on column api.games.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column api.games.url is
'Page in the store.';
comment on column api.games.reviews_url is
'Page of the community''s reviews.';

-- file: api/genres.sql
-- Which genres are there?  Grain: one row per genre.
create view api.genres as
select
    genre_id,
    name,
    name_key
from core.genres;

comment on view api.genres is
'Genres of the store; one row per genre.';
comment on column api.genres.genre_id is
'Surrogate key.';
comment on column api.genres.name is
'The most frequent spelling.';
comment on column api.genres.name_key is
'Name in lower case; api.name_key() makes one of any text.';

-- file: api/game_genres.sql
-- Which genres does a game have?  Grain: one row per (game, genre).
create view api.game_genres as
select
    game_genres.game_id,
    genres.name as genre,
    game_genres.position
from core.game_genres
inner join core.genres using (genre_id);

comment on view api.game_genres is
'Genres of games; one row per (game, genre).';
comment on column api.game_genres.game_id is
'The game.';
comment on column api.game_genres.genre is
'Name of the genre.';
comment on column api.game_genres.position is
'Place in the store''s list, from 1.';

-- file: api/tags.sql
-- Which tags are there?  Grain: one row per tag.
create view api.tags as
select
    tag_id,
    name,
    name_key
from core.tags;

comment on view api.tags is
'Tags that players give to games; one row per tag.';
comment on column api.tags.tag_id is
'Surrogate key.';
comment on column api.tags.name is
'The most frequent spelling.';
comment on column api.tags.name_key is
'Name in lower case; api.name_key() makes one of any text.';

-- file: api/game_tags.sql
-- Which tags does a game have?  Grain: one row per (game, tag).
create view api.game_tags as
select
    game_tags.game_id,
    tags.name as tag,
    game_tags.position
from core.game_tags
inner join core.tags using (tag_id);

comment on view api.game_tags is
'Tags of games; one row per (game, tag).';
comment on column api.game_tags.game_id is
'The game.';
comment on column api.game_tags.tag is
'Name of the tag.';
comment on column api.game_tags.position is
'Place in the store''s list, from 1.';

-- file: api/specs.sql
-- Which specs are there?  Grain: one row per spec.
create view api.specs as
select
    spec_id,
    name,
    name_key
from core.specs;

comment on view api.specs is
'Features of games, such as single-player; one row per spec.';
comment on column api.specs.spec_id is
'Surrogate key.';
comment on column api.specs.name is
'The most frequent spelling.';
comment on column api.specs.name_key is
'Name in lower case; api.name_key() makes one of any text.';

-- file: api/game_specs.sql
-- Which specs does a game have?  Grain: one row per (game, spec).
create view api.game_specs as
select
    game_specs.game_id,
    specs.name as spec,
    game_specs.position
from core.game_specs
inner join core.specs using (spec_id);

comment on view api.game_specs is
'Specs of games; one row per (game, spec).';
comment on column api.game_specs.game_id is
'The game.';
comment on column api.game_specs.spec is
'Name of the spec.';
comment on column api.game_specs.position is
'Place in the store''s list, from 1.';

-- file: api/studios.sql
-- Which studios are there?  Grain: one row per studio.
create view api.studios as
select
    studio_id,
    name,
    name_key
from core.studios;

comment on view api.studios is
'Developers and publishers; one row per studio.';
comment on column api.studios.studio_id is
'Surrogate key.';
comment on column api.studios.name is
'The most frequent spelling.';
comment on column api.studios.name_key is
'Name in lower case; api.name_key() makes one of any text.';

-- file: api/game_studios.sql
-- Which studios does a game have?  Grain: one row per (game, studio, role).
create view api.game_studios as
select
    game_studios.game_id,
    studios.name as studio,
    game_studios.role,
    game_studios.position,
    game_studios.spelling
from core.game_studios
inner join core.studios using (studio_id);

comment on view api.game_studios is
'Studios of games; one row per (game, studio, role).';
comment on column api.game_studios.game_id is
'The game.';
comment on column api.game_studios.studio is
'Name of the studio.';
comment on column api.game_studios.role is
'''developer'' or ''publisher''.';
comment on column api.game_studios.position is
'Place in the store''s list, from 1.';
comment on column api.game_studios.spelling is
'The name as this game credits it.';

-- file: api/users.sql
-- Which users are there?  Grain: one row per user.
create view api.users as
select
    user_id,
    steam_id,
    user_url,
    has_library
from core.users;

comment on view api.users is
'Users of the community; one row per user.';
comment on column api.users.user_id is
'The user''s public id; case-sensitive.';
comment on column api.users.steam_id is
'64-bit account number; not unique.';
comment on column api.users.user_url is
'Public profile page.';
comment on column api.users.has_library is
'False for a user seen in reviews only.';

-- file: api/items.sql
-- What does a user have in the library?  Grain: one row per (user, game).
create view api.items as
select
    users.user_id,
    items.game_id,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position
from core.items
inner join core.users using (user_key);

comment on view api.items is
'Games in users'' libraries; one row per (user, game).';
comment on column api.items.user_id is
'The user.';
comment on column api.items.game_id is
'The game.';
comment on column api.items.playtime_minutes is
'Minutes played, in all.';
comment on column api.items.playtime_2weeks_minutes is
'Minutes played in the two weeks before the crawl.';
comment on column api.items.position is
'Place in the raw library, from 1.';

-- file: api/reviews.sql
-- What do users write about games?  Grain: one row per (user, game).
create view api.reviews as
select
    users.user_id,
    reviews.game_id,
    reviews.posted_on,
    reviews.is_posted_year_inferred,
    reviews.edited_on,
    reviews.is_recommended,
    reviews.sentiment,
    reviews.polarity,
    reviews.helpful_count,
    reviews.helpful_votes_count,
    reviews.funny_count,
    reviews.review
from core.reviews
inner join core.users using (user_key);

comment on view api.reviews is
'Reviews of games by users; one row per (user, game).';
comment on column api.reviews.user_id is
'The user.';
comment on column api.reviews.game_id is
'The game.';
comment on column api.reviews.posted_on is
'Date of the review.';
comment on column api.reviews.is_posted_year_inferred is
'True where the date had no year and that of the crawl was taken.';
comment on column api.reviews.edited_on is
'Date of the last edit.';
comment on column api.reviews.is_recommended is
'The user recommends the game.';
comment on column api.reviews.sentiment is
'0 negative, 1 neutral, 2 positive: the sign of the polarity.';
comment on column api.reviews.polarity is
'TextBlob polarity of the text, -1 to 1; null without a text.';
comment on column api.reviews.helpful_count is
'Readers who found it helpful.';
comment on column api.reviews.helpful_votes_count is
'Readers who voted on it.';
comment on column api.reviews.funny_count is
'Readers who found it funny.';
comment on column api.reviews.review is
'Text of the review.';

-- file: api/names.sql
-- Which names are there to choose from?  Grain: one row per (kind, name).
create view api.names as
select
    'genre' as kind,
    name,
    name_key
from core.genres
union all
select
    'studio' as kind,
    name,
    name_key
from core.studios
union all
select
    'tag' as kind,
    name,
    name_key
from core.tags
union all
select
    'spec' as kind,
    name,
    name_key
from core.specs;

comment on view api.names is
'Names of genres, studios, tags and specs; one row per (kind, name).';
comment on column api.names.kind is
'''genre'', ''studio'', ''tag'' or ''spec''.';
comment on column api.names.name is
'The name.';
comment on column api.names.name_key is
'The name in lower case.';

-- file: api/closest_names.sql
-- Which known names come closest to an unknown one?  Trigram similarity of
-- pg_trgm: shared three-letter groups over all of both names.
create function api.closest_names(
    p_kind text,
    p_name text,
    p_count integer default 3
)
returns table (
    name text,
    similarity real
)
language sql
stable
parallel safe
begin atomic
    select
        names.name,
        similarity(names.name_key, api.name_key(p_name)) as similarity
    from api.names
    where
        names.kind = p_kind
        and similarity(names.name_key, api.name_key(p_name)) >= 0.2
    order by
        similarity(names.name_key, api.name_key(p_name)) desc,
        names.name asc
    limit p_count;
end;

comment on function api.closest_names(text, text, integer) is
'The known names most similar to a text, nearest first.';

-- file: api/loads.sql
-- What was loaded, and when?  Grain: one row per run.
create view api.loads as
select
    load_id,
    kind,
    status,
    started_at,
    finished_at,
    data_version,
    crawl_year,
    counts,
    timings,
    settings,
    versions,
    error
from core.loads;

comment on view api.loads is
'Runs that wrote or tried to write data; one row per run.';
comment on column api.loads.load_id is
'The run.';
comment on column api.loads.kind is
'''load'' of files, or ''refresh'' of aggregates.';
comment on column api.loads.status is
'''published'', ''unchanged'' or ''failed''.';
comment on column api.loads.started_at is
'Start of the run.';
comment on column api.loads.finished_at is
'End of the run.';
comment on column api.loads.data_version is
'Version published; null unless published.';
comment on column api.loads.crawl_year is
'Year given to dates without one.';
comment on column api.loads.counts is
'Rows staged, kept and collapsed by table.';
comment on column api.loads.timings is
'Seconds by stage.';
comment on column api.loads.settings is
'Options of the run.';
comment on column api.loads.versions is
'Versions of what did the work.';
comment on column api.loads.error is
'Why a failed run failed.';

-- file: api/load_files.sql
-- Which files did a run read?  Grain: one row per (run, file).
create view api.load_files as
select
    load_id,
    file_number,
    name,
    kind,
    sha256,
    byte_count,
    counts
from core.load_files;

comment on view api.load_files is
'Files that a run read; one row per (run, file).';
comment on column api.load_files.load_id is
'The run.';
comment on column api.load_files.file_number is
'Place among the files of the run, by name, from 1.';
comment on column api.load_files.name is
'Name of the file, without its folder.';
comment on column api.load_files.kind is
'''games'', ''items'' or ''reviews''.';
comment on column api.load_files.sha256 is
'SHA-256 of the file as it is on disk.';
comment on column api.load_files.byte_count is
'Size on disk, in bytes.';
comment on column api.load_files.counts is
'Lines and records read, kept, refused.';

-- file: api/rejects.sql
-- What was refused, and why?  Grain: one row per refused piece.
create view api.rejects as
select
    rejects.load_id,
    load_files.name as file_name,
    rejects.line_number,
    rejects.record_number,
    rejects.kind,
    rejects.reason,
    rejects.detail,
    rejects.raw
from core.rejects
inner join core.load_files using (load_id, file_number);

comment on view api.rejects is
'Lines and records that a run refused; one row per refused piece.';
comment on column api.rejects.load_id is
'The run.';
comment on column api.rejects.file_name is
'The file.';
comment on column api.rejects.line_number is
'Line in the file, from 1.';
comment on column api.rejects.record_number is
'Place in the list on that line, from 1; 0 is the line itself.';
comment on column api.rejects.kind is
'''line'', ''game'', ''user'', ''item'' or ''review''.';
comment on column api.rejects.reason is
'Stable code of the reason.';
comment on column api.rejects.detail is
'What was found and what would be right.';
comment on column api.rejects.raw is
'The refused text, at most 2,000 characters.';

-- file: api/data_versions.sql
-- Which data are being served?  Grain: one row, none before the first load.
create view api.data_versions as
select
    data_version,
    finished_at as published_at,
    (counts #>> '{totals, games}')::bigint as games_count,
    (counts #>> '{totals, games_in_catalogue}')::bigint
        as games_in_catalogue_count,
    (counts #>> '{totals, users}')::bigint as users_count,
    (counts #>> '{totals, items}')::bigint as items_count,
    (counts #>> '{totals, reviews}')::bigint as reviews_count
from core.loads
where data_version is not null
order by data_version desc
limit 1;

comment on view api.data_versions is
'The data version being served; one row, none before the first load.';
comment on column api.data_versions.data_version is
'Rises by one with each publication.';
comment on column api.data_versions.published_at is
'When the version was published.';
comment on column api.data_versions.games_count is
'Games, in the catalogue or not.';
comment on column api.data_versions.games_in_catalogue_count is
'Games of the catalogue.';
comment on column api.data_versions.users_count is
'Users.';
comment on column api.data_versions.items_count is
'Games in libraries.';
comment on column api.data_versions.reviews_count is
'Reviews.';

-- file: api/playtime_by_game.sql
-- How much is each game played?  Grain: one row per game in a library.
create view api.playtime_by_game as
select
    game_id,
    owners_count,
    players_count,
    playtime_minutes,
    round(playtime_minutes / 60.0, 2) as playtime_hours
from agg.playtime_by_game;

comment on view api.playtime_by_game is
'Owners, players and total playtime; one row per game in a library.';
comment on column api.playtime_by_game.game_id is
'The game.';
comment on column api.playtime_by_game.owners_count is
'Users who have it in their library.';
comment on column api.playtime_by_game.players_count is
'Owners who played it for a minute or more.';
comment on column api.playtime_by_game.playtime_minutes is
'Minutes over all owners.';
comment on column api.playtime_by_game.playtime_hours is
'The same in hours, rounded to 2 decimals.';

-- file: api/playtime_by_genre_year.sql
-- Which release year is played most, per genre?  Grain: one row per (genre,
-- release year).
create view api.playtime_by_genre_year as
select
    genres.name as genre,
    playtimes.release_year,
    playtimes.games_count,
    playtimes.playtime_minutes,
    round(playtimes.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_year as playtimes
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre_year is
'Playtime of the games of a genre by release year; one row per (genre, '
'release year) that was played.';
comment on column api.playtime_by_genre_year.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre_year.release_year is
'Release year of the games.';
comment on column api.playtime_by_genre_year.games_count is
'Games of the genre and year that somebody played.';
comment on column api.playtime_by_genre_year.playtime_minutes is
'Minutes over all users.';
comment on column api.playtime_by_genre_year.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_year.genre_key is
'The genre in lower case, to look it up by.';

-- file: api/playtime_by_genre_user.sql
-- Who plays a genre most?  Grain: one row per (genre, user), the first 100.
create view api.playtime_by_genre_user as
select
    genres.name as genre,
    tops.place,
    users.user_id,
    users.user_url,
    tops.playtime_minutes,
    round(tops.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_user as tops
inner join core.genres using (genre_id)
inner join core.users using (user_key);

comment on view api.playtime_by_genre_user is
'The 100 users with the most playtime in each genre; one row per (genre, '
'user).';
comment on column api.playtime_by_genre_user.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre_user.place is
'Place in the genre, from 1; a tie goes to the user id that sorts first.';
comment on column api.playtime_by_genre_user.user_id is
'The user.';
comment on column api.playtime_by_genre_user.user_url is
'Public profile page.';
comment on column api.playtime_by_genre_user.playtime_minutes is
'The user''s minutes in all games of the genre.';
comment on column api.playtime_by_genre_user.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_user.genre_key is
'The genre in lower case, to look it up by.';

-- file: api/playtime_by_genre_user_year.sql
-- When were the games released that a genre's top users play? Grain: one row
-- per (genre, user, release year).
create view api.playtime_by_genre_user_year as
select
    genres.name as genre,
    playtimes.place,
    playtimes.release_year,
    playtimes.playtime_minutes,
    round(playtimes.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre_user_year as playtimes
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre_user_year is
'Playtime of each genre''s 100 top users by release year; one row per '
'(genre, user, release year) that the user played.';
comment on column api.playtime_by_genre_user_year.genre is
'The genre.';
comment on column api.playtime_by_genre_user_year.place is
'The user''s place in api.playtime_by_genre_user.';
comment on column api.playtime_by_genre_user_year.release_year is
'Release year of the games; games without one are left out.';
comment on column api.playtime_by_genre_user_year.playtime_minutes is
'The user''s minutes in the games of that genre and year.';
comment on column api.playtime_by_genre_user_year.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre_user_year.genre_key is
'The genre in lower case, to look it up by.';

-- file: api/review_counts_by_year_game.sql
-- Which games do reviews speak for and against?  Grain: one row per (kind of
-- year, year, game).
create view api.review_counts_by_year_game as
select
    counts.year_of,
    counts.counted_year,
    counts.game_id,
    coalesce(games.name, 'App ' || counts.game_id) as game,
    counts.reviews_count,
    counts.recommended_count,
    counts.warned_count,
    counts.praised_count
from agg.review_counts_by_year_game as counts
inner join core.games using (game_id);

comment on view api.review_counts_by_year_game is
'Reviews for and against a game; one row per (kind of year, year, game).';
comment on column api.review_counts_by_year_game.year_of is
'''posted'': the year of the review; ''release'': that of the game.';
comment on column api.review_counts_by_year_game.counted_year is
'The year.';
comment on column api.review_counts_by_year_game.game_id is
'The game.';
comment on column api.review_counts_by_year_game.game is
'Its name; ''App'' and the id where no file names it.';
comment on column api.review_counts_by_year_game.reviews_count is
'All reviews.';
comment on column api.review_counts_by_year_game.recommended_count is
'Reviews that recommend the game in positive or neutral words.';
comment on column api.review_counts_by_year_game.warned_count is
'Reviews that do not recommend the game, in negative words.';
comment on column api.review_counts_by_year_game.praised_count is
'Reviews that recommend the game in positive words.';

-- file: api/review_counts_by_year_studio.sql
-- Which developers do reviews speak for and against?  Grain: one row per (kind
-- of year, year, developer).
create view api.review_counts_by_year_studio as
select
    year_of,
    counted_year,
    studio,
    reviews_count,
    recommended_count,
    warned_count,
    praised_count
from agg.review_counts_by_year_studio;

comment on view api.review_counts_by_year_studio is
'Reviews for and against the games of a developer; one row per (kind of '
'year, year, developer).';
comment on column api.review_counts_by_year_studio.year_of is
'''posted'': the year of the review; ''release'': that of the game.';
comment on column api.review_counts_by_year_studio.counted_year is
'The year.';
comment on column api.review_counts_by_year_studio.studio is
'The developer; a game counts for each of its developers.';
comment on column api.review_counts_by_year_studio.reviews_count is
'All reviews.';
comment on column api.review_counts_by_year_studio.recommended_count is
'Reviews that recommend a game in positive or neutral words.';
comment on column api.review_counts_by_year_studio.warned_count is
'Reviews that do not recommend a game, in negative words.';
comment on column api.review_counts_by_year_studio.praised_count is
'Reviews that recommend a game in positive words.';

-- file: api/sentiment_counts_by_game.sql
-- What do a game's reviews feel like?  Grain: one row per reviewed game.
create view api.sentiment_counts_by_game as
select
    game_id,
    negative_count,
    neutral_count,
    positive_count
from agg.sentiment_counts_by_game;

comment on view api.sentiment_counts_by_game is
'Reviews by sentiment; one row per reviewed game.';
comment on column api.sentiment_counts_by_game.game_id is
'The game.';
comment on column api.sentiment_counts_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_game.positive_count is
'Reviews with a polarity above 0.';

-- file: api/sentiment_counts_by_studio.sql
-- What do the reviews of a studio's games feel like?  Grain: one row per
-- studio; its games are those that it developed.
create view api.sentiment_counts_by_studio as
select
    studios.name as studio,
    coalesce(counts.negative_count, 0) as negative_count,
    coalesce(counts.neutral_count, 0) as neutral_count,
    coalesce(counts.positive_count, 0) as positive_count,
    studios.name_key as studio_key
from core.studios
-- a studio without reviews is known, and has none
left join agg.sentiment_counts_by_studio as counts using (studio_id);

comment on view api.sentiment_counts_by_studio is
'Reviews of the games that a studio developed, by sentiment; one row per '
'studio.';
comment on column api.sentiment_counts_by_studio.studio is
'The studio.';
comment on column api.sentiment_counts_by_studio.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_studio.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_studio.positive_count is
'Reviews with a polarity above 0.';
comment on column api.sentiment_counts_by_studio.studio_key is
'The studio in lower case, to look it up by.';

-- file: api/sentiment_counts_by_release_year.sql
-- What do the reviews of a year's games feel like?  Grain: one row per release
-- year with a reviewed game.
create view api.sentiment_counts_by_release_year as
select
    release_year,
    negative_count,
    neutral_count,
    positive_count
from agg.sentiment_counts_by_release_year;

comment on view api.sentiment_counts_by_release_year is
'Reviews by sentiment; one row per release year of the games.';
comment on column api.sentiment_counts_by_release_year.release_year is
'Release year of the games.';
comment on column api.sentiment_counts_by_release_year.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_release_year.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_release_year.positive_count is
'Reviews with a polarity above 0.';

-- file: api/most_played_year.sql
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

-- file: api/top_players.sql
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

-- file: api/top_player_years.sql
-- Q2: when were the games released that a genre's top user played?
create function api.top_player_years(p_genre text, p_place integer default 1)
returns table (
    release_year smallint,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        playtimes.release_year,
        playtimes.playtime_minutes,
        playtimes.playtime_hours
    from api.playtime_by_genre_user_year as playtimes
    where
        playtimes.genre_key = api.name_key(p_genre)
        and playtimes.place = p_place
    order by playtimes.release_year desc;
end;

comment on function api.top_player_years(text, integer) is
'Playtime of a genre''s top user by release year, years descending.';

-- file: api/most_recommended_games.sql
-- Q3: which games do most reviews of a year recommend, in positive or neutral
-- words?  A tie goes to the lower game id.
create function api.most_recommended_games(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    recommended_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.recommended_count desc, counts.game_id asc
        ) as place,
        counts.game_id,
        counts.game,
        counts.recommended_count
    from api.review_counts_by_year_game as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.recommended_count > 0
    order by counts.recommended_count desc, counts.game_id asc
    limit p_count;
end;

comment on function api.most_recommended_games(integer, agg.year_of, integer) is
'The most recommended games of a year.';

-- file: api/most_warned_games.sql
-- Q4: which games do most reviews of a year warn of, in negative words?  A tie
-- goes to the lower game id.
create function api.most_warned_games(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    warned_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.warned_count desc, counts.game_id asc
        ) as place,
        counts.game_id,
        counts.game,
        counts.warned_count
    from api.review_counts_by_year_game as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.warned_count > 0
    order by counts.warned_count desc, counts.game_id asc
    limit p_count;
end;

comment on function api.most_warned_games(integer, agg.year_of, integer) is
'The least recommended games of a year.';

-- file: api/most_warned_studios.sql
-- Q5: which developers' games do most reviews of a year warn of, in negative
-- words?  A tie goes to the name that sorts first.
create function api.most_warned_studios(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    studio text,
    warned_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.warned_count desc, counts.studio asc
        ) as place,
        counts.studio,
        counts.warned_count
    from api.review_counts_by_year_studio as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.warned_count > 0
    order by counts.warned_count desc, counts.studio asc
    limit p_count;
end;

comment on function api.most_warned_studios(integer, agg.year_of, integer) is
'The least recommended developers of a year.';

-- file: api/most_praised_studios.sql
-- Q6: which developers' games do most reviews of a year recommend, in positive
-- words?  A tie goes to the name that sorts first.
create function api.most_praised_studios(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    studio text,
    praised_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.praised_count desc, counts.studio asc
        ) as place,
        counts.studio,
        counts.praised_count
    from api.review_counts_by_year_studio as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.praised_count > 0
    order by counts.praised_count desc, counts.studio asc
    limit p_count;
end;

comment on function api.most_praised_studios(integer, agg.year_of, integer) is
'The most praised developers of a year.';

-- file: api/studio_sentiments.sql
-- Q7: what do the reviews of a developer's games feel like?
create function api.studio_sentiments(p_studio text)
returns table (
    studio text,
    negative_count bigint,
    neutral_count bigint,
    positive_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        counts.studio,
        counts.negative_count,
        counts.neutral_count,
        counts.positive_count
    from api.sentiment_counts_by_studio as counts
    where counts.studio_key = api.name_key(p_studio);
end;

comment on function api.studio_sentiments(text) is
'Reviews of a studio''s games by sentiment; no row for an unknown studio.';

-- file: api/release_year_sentiments.sql
-- Q8: what do the reviews of the games released in a year feel like?
create function api.release_year_sentiments(p_year integer)
returns table (
    negative_count bigint,
    neutral_count bigint,
    positive_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        coalesce(sum(counts.negative_count), 0)::bigint as negative_count,
        coalesce(sum(counts.neutral_count), 0)::bigint as neutral_count,
        coalesce(sum(counts.positive_count), 0)::bigint as positive_count
    from api.sentiment_counts_by_release_year as counts
    where counts.release_year = p_year;
end;

comment on function api.release_year_sentiments(integer) is
'Reviews of a release year''s games by sentiment; one row for any year.';

-- file: api/classic_play_time_genre.sql
-- GET /PlayTimeGenre, in the words of its first users.
create function api.classic_play_time_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año de lanzamiento con más horas jugadas para Género '
            || best.genre,
            best.release_year
        ) as answer
    from api.most_played_year(p_genre) as best;
end;

comment on function api.classic_play_time_genre(text) is
'Q1 as /PlayTimeGenre answers it; null for an unknown genre.';

-- file: api/classic_user_for_genre.sql
-- GET /UserForGenre, in the words of its first users.
create function api.classic_user_for_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Usuario con más horas jugadas para Género ' || genres.name,
            (select tops.user_id from api.top_players(p_genre, 1) as tops),
            'Horas jugadas',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'Año', years.release_year,
                                'Horas', years.playtime_hours
                            )
                            order by years.release_year desc
                        ),
                        '[]'
                    )
                from api.top_player_years(p_genre, 1) as years
            )
        ) as answer
    from api.genres
    where genres.name_key = api.name_key(p_genre);
end;

comment on function api.classic_user_for_genre(text) is
'Q2 as /UserForGenre answers it; null for an unknown genre.';

-- file: api/classic_users_recommend.sql
-- GET /UsersRecommend, in the words of its first users.
create function api.classic_users_recommend(
    p_year integer, p_year_of text default 'posted'
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object('Puesto ' || tops.place, tops.game)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_recommended_games(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_users_recommend(integer, text) is
'Q3 as /UsersRecommend answers it.';

-- file: api/classic_users_not_recommend.sql
-- GET /UsersNotRecommend, in the words of its first users.
create function api.classic_users_not_recommend(
    p_year integer, p_year_of text default 'posted'
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object('Puesto ' || tops.place, tops.game)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_warned_games(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_users_not_recommend(integer, text) is
'Q4 as /UsersNotRecommend answers it.';

-- file: api/classic_users_worst_developer.sql
-- GET /UsersWorstDeveloper, in the words of its first users.
create function api.classic_users_worst_developer(
    p_year integer, p_year_of text default 'posted'
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object('Puesto ' || tops.place, tops.studio)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_warned_studios(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_users_worst_developer(integer, text) is
'Q5 as /UsersWorstDeveloper answers it.';

-- file: api/classic_best_developer_year.sql
-- GET /best_developer_year, in the words of its first users.
create function api.classic_best_developer_year(
    p_year integer, p_year_of text default 'posted'
)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object('Puesto ' || tops.place, tops.studio)
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.most_praised_studios(p_year, p_year_of::agg.year_of) as tops;
end;

comment on function api.classic_best_developer_year(integer, text) is
'Q6 as /best_developer_year answers it.';

-- file: api/classic_sentiment_by_studio.sql
-- GET /sentiment_analysis?empresa=, in the words of its first users.
create function api.classic_sentiment_by_studio(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            counts.studio,
            json_build_array(
                'Negative = ' || counts.negative_count,
                'Neutral = ' || counts.neutral_count,
                'Positive = ' || counts.positive_count
            )
        ) as answer
    from api.studio_sentiments(p_studio) as counts;
end;

comment on function api.classic_sentiment_by_studio(text) is
'Q7 as /sentiment_analysis answers it; null for an unknown studio.';

-- file: api/classic_sentiment_by_year.sql
-- GET /sentiment_analysis?anio=, in the words of its first users.
create function api.classic_sentiment_by_year(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Negative', counts.negative_count,
            'Neutral', counts.neutral_count,
            'Positive', counts.positive_count
        ) as answer
    from api.release_year_sentiments(p_year) as counts;
end;

comment on function api.classic_sentiment_by_year(integer) is
'Q8 as /sentiment_analysis answers it.';

-- file: api/classic_developer_reviews_analysis.sql
-- GET /developer_reviews_analysis, in the words of its first users.
create function api.classic_developer_reviews_analysis(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            counts.studio,
            json_build_array(
                'Negative = ' || counts.negative_count,
                'Positive = ' || counts.positive_count
            )
        ) as answer
    from api.studio_sentiments(p_studio) as counts;
end;

comment on function api.classic_developer_reviews_analysis(text) is
'Q9 as /developer_reviews_analysis answers it; null for an unknown studio.';

-- file: grants.sql
-- Who may do what: the ETL stages and merges, readers read api.
grant usage on schema core, staging, agg to ludoteca_etl;
grant select on all tables in schema core to ludoteca_etl;
grant select, insert on all tables in schema staging to ludoteca_etl;
revoke execute on all functions in schema staging, agg from public;
grant execute on all functions in schema staging, agg to ludoteca_etl;

grant usage on schema api to ludoteca_reader, ludoteca_etl;
grant select on all tables in schema api to ludoteca_reader, ludoteca_etl;
revoke execute on all functions in schema api from public;
grant execute on all functions in schema api
to ludoteca_reader, ludoteca_etl;
