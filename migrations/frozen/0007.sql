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
-- Count what was staged, so that the merges are planned for its real size; for
-- that a third of the usual sample does.
create function staging.analyze(p_tables text[])
returns void
language plpgsql
security definer
set search_path = ''
set default_statistics_target = '30'
as $$
declare
    v_table text;
begin
    foreach v_table in array p_tables
    loop
        execute format('analyze staging.%I', v_table);
    end loop;
end;
$$;

comment on function staging.analyze(text[]) is
'Take statistics of some staging tables, for the plans of the merges.';

-- file: staging/hold_keys.sql
-- Empty a table of core and take its keys and indexes off, until end_bulk():
-- building an index at once takes a third of adding to it row by row.
create function staging.hold_keys(p_table text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_held record;
begin
    -- a new, empty file: with wal_level = minimal it needs no log
    execute format('truncate core.%I', p_table);
    insert into staging.held_constraints (table_name, name, definition)
    select
        p_table as table_name,
        constraints.conname,
        pg_catalog.pg_get_constraintdef(constraints.oid)
    from pg_catalog.pg_constraint as constraints
    where
        constraints.conrelid = format('core.%I', p_table)::regclass
        and constraints.contype in ('p', 'f');
    insert into staging.held_constraints (table_name, name, definition)
    select
        p_table as table_name,
        indexes.indexname,
        indexes.indexdef
    from pg_catalog.pg_indexes as indexes
    where
        indexes.schemaname = 'core'
        and indexes.tablename = p_table
        and not exists (
            select from pg_catalog.pg_constraint as constraints
            where
                constraints.conindid
                = format('core.%I', indexes.indexname)::regclass
        );
    for v_held in
        select
            held.name,
            held.definition like 'CREATE %' as is_index
        from staging.held_constraints as held
        where held.table_name = p_table
    loop
        if v_held.is_index then
            execute format('drop index core.%I', v_held.name);
        else
            execute format(
                'alter table core.%I drop constraint %I', p_table, v_held.name
            );
        end if;
    end loop;
end;
$$;

comment on function staging.hold_keys(text) is
'Empty a table of core and take its keys and indexes off; end_bulk() puts '
'them back.';

-- file: staging/begin_items.sql
-- A first load may copy items straight into core.items, in one transaction
-- with everything else: the table's keys come off until end_bulk().
create function staging.begin_items()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
    if
        exists (select from core.loads where status = 'published')
        or exists (select from core.users)
        or exists (select from core.items)
    then
        return false;
    end if;
    perform staging.hold_keys('items');
    return true;
end;
$$;

comment on function staging.begin_items() is
'Before the first publication, open core.items for the loader; true if it is.';

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
    v_is_any boolean := false;
begin
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
        if
            v_is_empty
            and not exists (
                select from staging.held_constraints as held
                where held.table_name = v_table
            )
        then
            perform staging.hold_keys(v_table);
            v_is_any := true;
        end if;
    end loop;
    return v_is_any;
end;
$$;

comment on function staging.begin_bulk() is
'Before the first publication, take the keys off empty core tables; '
'true if there are any.';

-- file: staging/end_bulk.sql
-- Build and check the keys that begin_bulk() took off, and build the indexes.
--
-- A first load that still reads games may have those built meanwhile that
-- concern no game: p_is_over is false then.
create function staging.end_bulk(p_is_over boolean)
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
        delete from staging.held_constraints as held
        where
            p_is_over
            or (
                held.table_name = 'items'
                and held.definition not like '% REFERENCES core.games(%'
            )
        returning held.table_name, held.name, held.definition
    loop
        if v_held.definition like 'CREATE %' then
            execute v_held.definition;
        else
            execute format(
                'alter table core.%I add constraint %I %s',
                v_held.table_name,
                v_held.name,
                v_held.definition
            );
        end if;
        if v_held.definition like 'PRIMARY KEY%' then
            execute format('analyze core.%I', v_held.table_name);
        end if;
    end loop;
end;
$$;

comment on function staging.end_bulk(boolean) is
'Put the keys and indexes back that begin_bulk() took off, each checked on '
'every row; all of them, or those of items that concern no game.';

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
            min(user_key) as user_key,
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

    -- the loader gave keys to those whose items it has already copied
    keyed as (
        insert into core.users (
            user_key, user_id, steam_id, user_url, has_library
        )
        overriding system value
        select
            merged.user_key,
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library
        from merged
        where merged.user_key is not null
        order by merged.user_key
        returning 1
    ),

    next_keys as materialized (
        select pg_catalog.setval(
            pg_catalog.pg_get_serial_sequence('core.users', 'user_key'),
            max(merged.user_key)
        ) as last_key
        from merged
        having max(merged.user_key) is not null
    ),

    inserted as (
        insert into core.users (user_id, steam_id, user_url, has_library)
        select
            merged.user_id,
            merged.steam_id,
            merged.user_url,
            merged.has_library
        from merged
        where
            merged.user_key is null
            and not exists (
                select from core.users where users.user_id = merged.user_id
            )
            -- computed before the first key is drawn
            and (select count(*) from next_keys) >= 0
        order by merged.user_id
        returning 1
    )

    select
        coalesce(sum(merged.lines_count), 0),
        count(*),
        (select count(*) from keyed) + (select count(*) from inserted),
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

chosen as (
    select distinct on (firsts.game_id, game_labels.kind)
        firsts.game_id,
        game_labels.kind,
        game_labels.spellings
    from staging.game_labels
    inner join firsts using (file_number, line_number)
    order by
        firsts.game_id asc,
        game_labels.kind asc,
        game_labels.file_number asc
),

spelt as (
    select
        chosen.game_id,
        chosen.kind,
        spellings.position,
        spellings.spelling,
        lower(spellings.spelling collate "default") as name_key
    from chosen
    cross join
        unnest(chosen.spellings)
            with ordinality as spellings (spelling, position)
)

select distinct on (game_id, kind, name_key collate "C")
    game_id,
    kind,
    position,
    spelling,
    name_key
from spelt
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
-- Genres, tags, specs and studios of staged games into their tables; to be
-- called after choose_labels().
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
    select coalesce(sum(cardinality(game_labels.spellings)), 0)
    into v_staged
    from staging.game_labels;
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
'Merge chosen labels into their dimensions and links; returns counts.';

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
--
-- p_copied counts the items that a first load has copied into the table
-- already: what is staged then belongs to the same load, and of repeated rows
-- the better one counts, not the newer.
create function staging.merge_items(p_copied bigint default null)
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
    if v_staged = 0 then
        v_kept := 0;
        v_inserted := 0;
    elsif not exists (select from core.items) then
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
                and case
                    when p_copied is null
                        then items.playtime_minutes <= next.playtime_minutes
                    else
                        (
                            items.playtime_minutes,
                            items.playtime_2weeks_minutes,
                            next.position
                        ) < (
                            next.playtime_minutes,
                            next.playtime_2weeks_minutes,
                            items.position
                        )
                end
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
        -- what was copied was counted when its key was built
        if p_copied is null then
            analyze core.items;
        end if;
    end if;
    if p_copied is not null then
        v_staged := v_staged + p_copied;
        v_inserted := v_inserted + p_copied;
        v_kept := v_inserted;
        v_updated := 0;
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

comment on function staging.merge_items(bigint) is
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
    v_items bigint;
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
    -- executed as a text, the only way that PL/pgSQL counts with every core
    execute 'select count(*) from core.items' into v_items;
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
                'items', v_items,
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

-- file: staging/clear_model.sql
-- Empty the staging tables of a model, before it is staged and after it.
create function staging.clear_model()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.recommendation_games,
    staging.recommendation_weights,
    staging.newcomer_weights,
    staging.recommendation_players,
    staging.game_similarities;
$$;

comment on function staging.clear_model() is
'Empty the staging tables of a model.';

-- file: staging/unknown_model_games.sql
-- Games that the staged model names and core.games does not have: there must
-- be none.  The large tables have no foreign keys; this is their check.
create function staging.unknown_model_games()
returns table (game_id bigint)
language sql
stable
security definer
set search_path = ''
set work_mem = '256MB'
begin atomic
    with

    named as (
        select known.game_id
        from staging.recommendation_games as known
        union all
        select weights.game_id
        from staging.recommendation_weights as weights
        union all
        select weights.recommended_game_id
        from staging.recommendation_weights as weights
        union all
        select weights.game_id
        from staging.newcomer_weights as weights
        union all
        select weights.recommended_game_id
        from staging.newcomer_weights as weights
        union all
        select players.game_id
        from staging.recommendation_players as players
        union all
        select listed.game_id
        from staging.game_similarities as listed
        union all
        select listed.similar_game_id
        from staging.game_similarities as listed
    )

    select distinct named.game_id
    from named
    where not exists (
        select from core.games
        where games.game_id = named.game_id
    );
end;

comment on function staging.unknown_model_games() is
'Games that the staged model names although they are not loaded.';

-- file: staging/drop_models.sql
-- Drop the rows of every model but some; what is known of the models stays.
create function staging.drop_models(p_but integer[])
returns void
language sql
security definer
set search_path = ''
as $$
delete from core.recommendation_games
where model_id <> all(p_but);
delete from core.recommendation_weights
where model_id <> all(p_but);
delete from core.newcomer_weights
where model_id <> all(p_but);
delete from core.recommendation_players
where model_id <> all(p_but);
delete from core.game_similarities
where model_id <> all(p_but);
$$;

comment on function staging.drop_models(integer[]) is
'Drop the rows of all models but these.';

-- file: staging/store_model.sql
-- The staged rows of a model into core, each table in the order of its key.
create function staging.store_model(p_model_id integer)
returns void
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
as $$
begin
    insert into core.recommendation_games (
        model_id,
        game_id,
        owners_count,
        popularity_rank,
        is_newcomer,
        own_bias,
        play_bias
    )
    select
        p_model_id,
        games.game_id,
        games.owners_count,
        games.popularity_rank,
        games.is_newcomer,
        games.own_bias,
        games.play_bias
    from staging.recommendation_games as games
    order by games.game_id;

    insert into core.recommendation_weights (
        model_id, game_id, recommended_game_id, own_weight, play_weight
    )
    select
        p_model_id,
        weights.game_id,
        weights.recommended_game_id,
        weights.own_weight,
        weights.play_weight
    from staging.recommendation_weights as weights
    order by weights.game_id, weights.recommended_game_id;

    insert into core.newcomer_weights (
        model_id, game_id, recommended_game_id, weight
    )
    select
        p_model_id,
        weights.game_id,
        weights.recommended_game_id,
        weights.weight
    from staging.newcomer_weights as weights
    order by weights.game_id, weights.recommended_game_id;

    insert into core.recommendation_players (
        model_id, game_id, players_count, user_keys, weights
    )
    select
        p_model_id,
        players.game_id,
        cardinality(players.user_keys),
        players.user_keys,
        players.weights
    from staging.recommendation_players as players
    order by players.game_id;

    insert into core.game_similarities (
        model_id, game_id, similar_game_ids, scores, players_shares
    )
    select
        p_model_id,
        listed.game_id,
        array_agg(listed.similar_game_id order by listed.rank),
        array_agg(listed.score order by listed.rank),
        array_agg(listed.players_share order by listed.rank)
    from staging.game_similarities as listed
    group by listed.game_id
    order by listed.game_id;
end;
$$;

comment on function staging.store_model(integer) is
'Move the staged rows of a model into core.';

-- file: staging/publish_model.sql
-- The end of a training: all of the staged model at once, published with a
-- new data version, or kept aside for somebody to look at.  The rows of the
-- model published before go, and those of an older one aside.
create function staging.publish_model(p_model jsonb, p_run jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_model_id integer;
    v_status text := p_model ->> 'status';
    v_unknown text := (
        select string_agg(firsts.game_id::text, ', ')
        from (
            select unknown.game_id
            from staging.unknown_model_games() as unknown
            order by unknown.game_id
            limit 5
        ) as firsts
    );
begin
    if v_unknown is not null then
        raise foreign_key_violation using
            message = format('the model names unknown games: %s', v_unknown),
            hint = 'Train it again on the data that are loaded now.';
    elsif v_status not in ('published', 'aside') then
        raise check_violation using
            message = format('a new model cannot be %L', v_status),
            hint = 'Give the status ''published'' or ''aside''.';
    elsif v_status = 'published' then
        update core.recommendation_models
        set status = 'superseded'
        where status = 'published';
    end if;

    insert into core.recommendation_models (
        status,
        started_at,
        finished_at,
        data_version,
        seed,
        parameters,
        metrics,
        timings,
        versions,
        comparison
    )
    values (
        v_status,
        (p_model ->> 'started_at')::timestamptz,
        clock_timestamp(),
        (p_model ->> 'data_version')::bigint,
        (p_model ->> 'seed')::integer,
        coalesce(p_model -> 'parameters', '{}'),
        coalesce(p_model -> 'metrics', '{}'),
        coalesce(p_model -> 'timings', '{}'),
        coalesce(p_model -> 'versions', '{}'),
        nullif(p_model -> 'comparison', 'null')
    )
    returning model_id into v_model_id;

    perform staging.drop_models(
        array(
            select models.model_id
            from core.recommendation_models as models
            where models.status = 'published'
        ) || v_model_id
    );
    perform staging.store_model(v_model_id);
    perform staging.clear_model();
    if v_status = 'published' then
        perform staging.publish(p_run, 'similarities');
    end if;
    analyze core.recommendation_games;
    analyze core.recommendation_weights;
    analyze core.newcomer_weights;
    -- of lists only the keys matter to the planner
    analyze core.recommendation_players (model_id, game_id);
    analyze core.game_similarities (model_id, game_id);
    return v_model_id;
end;
$$;

comment on function staging.publish_model(jsonb, jsonb) is
'Publish the staged model, or keep it aside; returns its id.';

-- file: staging/clear_price_model.sql
-- Empty the staging tables of a price model, before it is staged and after.
create function staging.clear_price_model()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.price_model_features,
    staging.price_model_nodes,
    staging.price_model_errors,
    staging.price_predictions;
$$;

comment on function staging.clear_price_model() is
'Empty the staging tables of a price model.';

-- file: staging/store_price_model.sql
-- The staged rows of a price model into core, and those of other models but
-- the published one out of it.
create function staging.store_price_model(p_model_id integer)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_kept integer[] := array(
        select models.model_id
        from core.price_models as models
        where models.status = 'published'
    ) || p_model_id;
begin
    delete from core.price_model_features where model_id <> all(v_kept);
    delete from core.price_model_nodes where model_id <> all(v_kept);
    delete from core.price_model_errors where model_id <> all(v_kept);
    delete from core.price_predictions where model_id <> all(v_kept);

    insert into core.price_model_features (
        model_id, feature, kind, name, clue
    )
    select p_model_id, feature, kind, name, clue
    from staging.price_model_features
    order by feature;

    insert into core.price_model_nodes (
        model_id,
        output,
        tree,
        node,
        feature,
        threshold,
        lower_node,
        upper_node,
        missing_node,
        value
    )
    select
        p_model_id,
        output,
        tree,
        node,
        feature,
        threshold,
        lower_node,
        upper_node,
        missing_node,
        value
    from staging.price_model_nodes
    order by output, tree, node;

    insert into core.price_model_errors (
        model_id, clues_mask, games_count, mae_usd, rmse_usd, margin_usd
    )
    select
        p_model_id, clues_mask, games_count, mae_usd, rmse_usd, margin_usd
    from staging.price_model_errors
    order by clues_mask;

    insert into core.price_predictions (
        model_id, game_id, predicted_usd, low_usd, high_usd, is_held_out
    )
    select
        p_model_id, game_id, predicted_usd, low_usd, high_usd, is_held_out
    from staging.price_predictions
    order by game_id;
end;
$$;

comment on function staging.store_price_model(integer) is
'Move the staged rows of a price model into core.';

-- file: staging/publish_price_model.sql
-- The end of a price training: all of the staged model at once, published
-- with a new data version, or kept aside for somebody to look at.
create function staging.publish_price_model(p_model jsonb, p_run jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_model_id integer;
    v_status text := p_model ->> 'status';
    v_unknown text := (
        select string_agg(firsts.game_id::text, ', ')
        from (
            select predictions.game_id
            from staging.price_predictions as predictions
            where not exists (
                select from core.games
                where games.game_id = predictions.game_id
            )
            order by predictions.game_id
            limit 5
        ) as firsts
    );
begin
    if v_unknown is not null then
        raise foreign_key_violation using
            message = format('the model names unknown games: %s', v_unknown),
            hint = 'Train it again on the data that are loaded now.';
    elsif v_status not in ('published', 'aside') then
        raise check_violation using
            message = format('a new model cannot be %L', v_status),
            hint = 'Give the status ''published'' or ''aside''.';
    elsif v_status = 'published' then
        update core.price_models
        set status = 'superseded'
        where status = 'published';
    end if;

    insert into core.price_models (
        status,
        started_at,
        finished_at,
        data_version,
        seed,
        parameters,
        metrics,
        timings,
        versions,
        comparison
    )
    values (
        v_status,
        (p_model ->> 'started_at')::timestamptz,
        clock_timestamp(),
        (p_model ->> 'data_version')::bigint,
        (p_model ->> 'seed')::integer,
        coalesce(p_model -> 'parameters', '{}'),
        coalesce(p_model -> 'metrics', '{}'),
        coalesce(p_model -> 'timings', '{}'),
        coalesce(p_model -> 'versions', '{}'),
        nullif(p_model -> 'comparison', 'null')
    )
    returning model_id into v_model_id;

    perform staging.store_price_model(v_model_id);
    perform staging.clear_price_model();
    if v_status = 'published' then
        perform staging.publish(p_run, 'prices');
    end if;
    analyze core.price_model_features;
    analyze core.price_model_nodes;
    analyze core.price_model_errors;
    analyze core.price_predictions;
    return v_model_id;
end;
$$;

comment on function staging.publish_price_model(jsonb, jsonb) is
'Publish the staged price model, or keep it aside; returns its id.';

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

-- file: agg/review_counts_by_day.sql
-- How many reviews are posted, and how many recommend?
-- Grain: one row per day with reviews.
create materialized view agg.review_counts_by_day as
with

days as (
    select
        posted_on,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by posted_on
)

select
    posted_on,
    reviews_count,
    recommended_count,
    sum(reviews_count) over running::bigint as reviews_running_count,
    sum(recommended_count) over running::bigint as recommended_running_count
from days
window running as (order by posted_on)
with no data;

create unique index uq_review_counts_by_day_posted_on
on agg.review_counts_by_day (posted_on);

comment on materialized view agg.review_counts_by_day is
'Reviews posted on a day, and up to it; one row per day with reviews.';
comment on column agg.review_counts_by_day.posted_on is
'The day.';
comment on column agg.review_counts_by_day.reviews_count is
'Reviews of the day.';
comment on column agg.review_counts_by_day.recommended_count is
'Those of them that recommend the game.';
comment on column agg.review_counts_by_day.reviews_running_count is
'Reviews up to the day and of it.';
comment on column agg.review_counts_by_day.recommended_running_count is
'Those of them that recommend the game.';

-- file: agg/reviewers_by_period.sql
-- Who writes reviews, counted once?  Of an interval of days the first review
-- of each user is the one before which the user posted nothing in it: so the
-- users of an interval add up over its years, months and days, for each the
-- users whose review before the period is from before the interval.
-- Grain: one row per (period, its first day, day of the review before it).
create materialized view agg.reviewers_by_period as
with

posting_days as (
    select distinct
        user_key,
        posted_on
    from core.reviews
),

linked as (
    select
        posted_on,
        coalesce(
            lag(posted_on) over (partition by user_key order by posted_on),
            date '0001-01-01'
        ) as earlier_on
    from posting_days
),

periods as (
    select
        periods.period,
        periods.begins_on,
        linked.earlier_on
    from linked
    cross join
        lateral (
            values
            ('day', linked.posted_on),
            ('month', date_trunc('month', linked.posted_on::timestamp)::date),
            ('year', date_trunc('year', linked.posted_on::timestamp)::date)
        ) as periods (period, begins_on)
    where linked.earlier_on < periods.begins_on
)

select
    period,
    begins_on,
    earlier_on,
    count(*) as users_count,
    sum(count(*)) over (
        partition by period, begins_on order by earlier_on
    )::bigint as users_running_count
from periods
group by period, begins_on, earlier_on
with no data;

create unique index uq_reviewers_by_period_period_begins_on_earlier_on
on agg.reviewers_by_period (period, begins_on, earlier_on);

comment on materialized view agg.reviewers_by_period is
'Users who post in a period, by the day on which they posted before; one row '
'per (period, begins_on, earlier_on).';
comment on column agg.reviewers_by_period.period is
'''day'', ''month'' or ''year''.';
comment on column agg.reviewers_by_period.begins_on is
'The first day of the period.';
comment on column agg.reviewers_by_period.earlier_on is
'The last day before the period with a review of theirs; 0001-01-01: none.';
comment on column agg.reviewers_by_period.users_count is
'Users.';
comment on column agg.reviewers_by_period.users_running_count is
'Users whose day before the period is this one or an earlier one.';

-- file: agg/whole_periods.sql
-- Of which whole years, months and days does a closed interval of dates
-- consist?  As few as there can be.
create function agg.whole_periods(p_from date, p_to date)
returns table (
    period text,
    begins_on date
)
language sql
immutable
parallel safe
begin atomic
    with

    -- the first month and year that begin in it, and those after its last
    edges as (
        select
            date_trunc('month', p_to + interval '1 day')::date as to_month,
            date_trunc('year', p_to + interval '1 day')::date as to_year,
            date(
                date_trunc('month', p_from - interval '1 day')
                + interval '1 month'
            ) as from_month,
            date(
                date_trunc('year', p_from - interval '1 day')
                + interval '1 year'
            ) as from_year
    ),

    whole as (
        select
            from_month <= to_month as has_months,
            from_year <= to_year as has_years
        from edges
    ),

    -- without a whole month in it all are days, without a whole year months
    spans as (
        select
            case when has_months then from_month else p_to + 1 end
                as from_month,
            case when has_months then to_month else p_to + 1 end as to_month,
            case
                when has_years then from_year
                when has_months then to_month
                else p_to + 1
            end as from_year,
            case
                when has_years then to_year
                when has_months then to_month
                else p_to + 1
            end as to_year
        from edges
        cross join whole
    )

    select
        'year' as period,
        generate_series(
            from_year::timestamp,
            to_year - interval '1 day',
            interval '1 year'
        )::date as begins_on
    from spans
    union all
    select
        'month' as period,
        generate_series(
            from_month::timestamp,
            from_year - interval '1 day',
            interval '1 month'
        )::date as begins_on
    from spans
    union all
    select
        'month' as period,
        generate_series(
            to_year::timestamp,
            to_month - interval '1 day',
            interval '1 month'
        )::date as begins_on
    from spans
    union all
    select
        'day' as period,
        p_from + generate_series(0, from_month - p_from - 1) as begins_on
    from spans
    union all
    select
        'day' as period,
        p_from + generate_series(to_month - p_from, p_to - p_from) as begins_on
    from spans;
end;

comment on function agg.whole_periods(date, date) is
'The years, months and days that an interval of dates consists of.';

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

-- file: agg/playtime_by_genre.sql
-- Which genres are played most?  Grain: one row per genre.
create materialized view agg.playtime_by_genre as
with

totals as (
    select
        genres.genre_id,
        genres.name,
        count(*) as games_count,
        coalesce(sum(played.playtime_minutes), 0)::bigint as playtime_minutes
    from core.genres
    inner join core.game_genres using (genre_id)
    -- a game that is in no library counts as not played
    left join agg.playtime_by_game as played using (game_id)
    group by genres.genre_id, genres.name
)

select
    genre_id,
    games_count,
    playtime_minutes,
    row_number() over (
        order by playtime_minutes desc, name asc
    ) as place
from totals
with no data;

create unique index uq_playtime_by_genre_genre_id
on agg.playtime_by_genre (genre_id);

comment on materialized view agg.playtime_by_genre is
'Total playtime of a genre; one row per genre.';
comment on column agg.playtime_by_genre.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.playtime_by_genre.games_count is
'Games of the genre.';
comment on column agg.playtime_by_genre.playtime_minutes is
'Minutes over all users and all its games.';
comment on column agg.playtime_by_genre.place is
'Place by playtime, from 1; a tie goes to the name that sorts first.';

-- file: agg/games_by_studio_year.sql
-- What did a developer release, and how much of it is free?  Grain: one row
-- per (developer, release year).
create materialized view agg.games_by_studio_year as
select
    game_studios.studio_id,
    games.release_year,
    count(*) as games_count,
    count(*) filter (where games.price_usd = 0) as free_count
from core.game_studios
inner join core.games using (game_id)
where
    game_studios.role = 'developer'
    and games.release_year is not null
group by game_studios.studio_id, games.release_year
with no data;

create unique index uq_games_by_studio_year_studio_id_release_year
on agg.games_by_studio_year (studio_id, release_year);

comment on materialized view agg.games_by_studio_year is
'Games of a developer by release year; one row per (developer, release year).';
comment on column agg.games_by_studio_year.studio_id is
'The developer.';
comment on column agg.games_by_studio_year.release_year is
'Release year of the games.';
comment on column agg.games_by_studio_year.games_count is
'Games released.';
comment on column agg.games_by_studio_year.free_count is
'Those of them with a price of 0.';

-- file: agg/spending_by_user.sql
-- What did a user pay, own and recommend?  Grain: one row per user.
create materialized view agg.spending_by_user as
with

libraries as (
    select
        items.user_key,
        count(*) as items_count,
        sum(items.playtime_minutes) as playtime_minutes,
        sum(games.price_usd) as spent_usd
    from core.items
    inner join core.games using (game_id)
    group by items.user_key
),

opinions as (
    select
        user_key,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by user_key
)

select
    users.user_key,
    coalesce(libraries.items_count, 0) as items_count,
    coalesce(libraries.playtime_minutes, 0) as playtime_minutes,
    coalesce(libraries.spent_usd, 0) as spent_usd,
    coalesce(opinions.reviews_count, 0) as reviews_count,
    coalesce(opinions.recommended_count, 0) as recommended_count
from core.users
-- a user may have no library, no review, or neither
left join libraries using (user_key)
left join opinions using (user_key)
with no data;

create unique index uq_spending_by_user_user_key
on agg.spending_by_user (user_key);

comment on materialized view agg.spending_by_user is
'What a user paid, owns and recommends; one row per user.';
comment on column agg.spending_by_user.user_key is
'The user.';
comment on column agg.spending_by_user.items_count is
'Games in the library.';
comment on column agg.spending_by_user.playtime_minutes is
'Minutes over the whole library.';
comment on column agg.spending_by_user.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column agg.spending_by_user.reviews_count is
'Reviews of the user.';
comment on column agg.spending_by_user.recommended_count is
'Those of them that recommend.';

-- file: agg/games_by_year.sql
-- What was released in a year?  Grain: one row per release year.
create materialized view agg.games_by_year as
select
    release_year,
    count(*) as games_count,
    count(*) filter (where is_early_access) as early_access_count,
    count(*) filter (where price_usd = 0) as free_count
from core.games
where release_year is not null
group by release_year
with no data;

create unique index uq_games_by_year_release_year
on agg.games_by_year (release_year);

comment on materialized view agg.games_by_year is
'Games released in a year; one row per release year.';
comment on column agg.games_by_year.release_year is
'Release year of the games.';
comment on column agg.games_by_year.games_count is
'Games released.';
comment on column agg.games_by_year.early_access_count is
'Those of them in early access.';
comment on column agg.games_by_year.free_count is
'Those of them with a price of 0.';

-- file: agg/games_by_year_genre.sql
-- Which genres are frequent among a year's games?  Grain: one row per (release
-- year, genre).
create materialized view agg.games_by_year_genre as
select
    games.release_year,
    genres.genre_id,
    genres.name as genre,
    count(*) as games_count
from core.game_genres
inner join core.games using (game_id)
inner join core.genres using (genre_id)
where games.release_year is not null
group by games.release_year, genres.genre_id, genres.name
with no data;

create unique index uq_games_by_year_genre_release_year_genre_id
on agg.games_by_year_genre (release_year, genre_id);
create index ix_games_by_year_genre_most
on agg.games_by_year_genre (release_year, games_count desc, genre);

comment on materialized view agg.games_by_year_genre is
'Games released in a year by genre; one row per (release year, genre).';
comment on column agg.games_by_year_genre.release_year is
'Release year of the games.';
comment on column agg.games_by_year_genre.genre_id is
'The genre.';
comment on column agg.games_by_year_genre.genre is
'Name of the genre, which decides ties.';
comment on column agg.games_by_year_genre.games_count is
'Games of that year and genre.';

-- file: agg/games_by_year_spec.sql
-- Which specs are frequent among a year's games?  Grain: one row per (release
-- year, spec).
create materialized view agg.games_by_year_spec as
select
    games.release_year,
    specs.spec_id,
    specs.name as spec,
    count(*) as games_count
from core.game_specs
inner join core.games using (game_id)
inner join core.specs using (spec_id)
where games.release_year is not null
group by games.release_year, specs.spec_id, specs.name
with no data;

create unique index uq_games_by_year_spec_release_year_spec_id
on agg.games_by_year_spec (release_year, spec_id);
create index ix_games_by_year_spec_most
on agg.games_by_year_spec (release_year, games_count desc, spec);

comment on materialized view agg.games_by_year_spec is
'Games released in a year by spec; one row per (release year, spec).';
comment on column agg.games_by_year_spec.release_year is
'Release year of the games.';
comment on column agg.games_by_year_spec.spec_id is
'The spec.';
comment on column agg.games_by_year_spec.spec is
'Name of the spec, which decides ties.';
comment on column agg.games_by_year_spec.games_count is
'Games of that year and spec.';

-- file: agg/games_by_year_store_sentiment.sql
-- How does the store sum up the reviews of a year's games?  Grain: one row per
-- (release year, store sentiment).
create materialized view agg.games_by_year_store_sentiment as
select
    release_year,
    store_sentiment,
    count(*) as games_count
from core.games
where
    release_year is not null
    and store_sentiment is not null
group by release_year, store_sentiment
with no data;

create unique index uq_games_by_year_store_sentiment_grain
on agg.games_by_year_store_sentiment (release_year, store_sentiment);

comment on materialized view agg.games_by_year_store_sentiment is
'Games released in a year by the store''s summary of their reviews; one row'
' per (release year, store sentiment).';
comment on column agg.games_by_year_store_sentiment.release_year is
'Release year of the games.';
comment on column agg.games_by_year_store_sentiment.store_sentiment is
'The store''s own summary.';
comment on column agg.games_by_year_store_sentiment.games_count is
'Games of that year and summary.';

-- file: agg/games_by_tag.sql
-- How many games have a tag?  Grain: one row per tag.
create materialized view agg.games_by_tag as
select
    tag_id,
    count(*) as games_count
from core.game_tags
group by tag_id
with no data;

create unique index uq_games_by_tag_tag_id
on agg.games_by_tag (tag_id);

comment on materialized view agg.games_by_tag is
'Games of a tag; one row per tag.';
comment on column agg.games_by_tag.tag_id is
'The tag.';
comment on column agg.games_by_tag.games_count is
'Games that have it.';

-- file: agg/games_by_spec.sql
-- How many games have a spec?  Grain: one row per spec.
create materialized view agg.games_by_spec as
select
    spec_id,
    count(*) as games_count
from core.game_specs
group by spec_id
with no data;

create unique index uq_games_by_spec_spec_id
on agg.games_by_spec (spec_id);

comment on materialized view agg.games_by_spec is
'Games of a spec; one row per spec.';
comment on column agg.games_by_spec.spec_id is
'The spec.';
comment on column agg.games_by_spec.games_count is
'Games that have it.';

-- file: agg/games_by_studio.sql
-- How many games did a studio make and publish?  Grain: one row per studio.
create materialized view agg.games_by_studio as
with

counts as (
    select
        game_studios.studio_id,
        count(*) filter (where game_studios.role = 'developer') as games_count,
        count(*) filter (
            where game_studios.role = 'developer' and games.price_usd = 0
        ) as free_count,
        count(*) filter (
            where game_studios.role = 'publisher'
        ) as published_count
    from core.game_studios
    inner join core.games using (game_id)
    group by game_studios.studio_id
)

select
    studios.name as studio,
    studios.name_key as studio_key,
    coalesce(counts.games_count, 0) as games_count,
    coalesce(counts.free_count, 0) as free_count,
    coalesce(counts.published_count, 0) as published_count
from core.studios
-- a studio that no game credits any more is known, and has none
left join counts using (studio_id)
with no data;

create unique index uq_games_by_studio_studio
on agg.games_by_studio (studio);
create index ix_games_by_studio_studio_key
on agg.games_by_studio (studio_key);
-- one for each way to sort; read backwards they serve the other direction
create index ix_games_by_studio_games_count_studio
on agg.games_by_studio (games_count, studio);
create index ix_games_by_studio_published_count_studio
on agg.games_by_studio (published_count, studio);

comment on materialized view agg.games_by_studio is
'Games that a studio made and published; one row per studio.';
comment on column agg.games_by_studio.studio is
'The studio.';
comment on column agg.games_by_studio.studio_key is
'The studio in lower case, to look it up by.';
comment on column agg.games_by_studio.games_count is
'Games that it developed, with or without a known release year.';
comment on column agg.games_by_studio.free_count is
'Those of them with a price of 0.';
comment on column agg.games_by_studio.published_count is
'Games that it published.';

-- file: agg/search_words.sql
-- The words of any name, see agg.search_text().
create function agg.search_words(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        string_agg(
            case words.word
                when 'ii' then '2'
                when 'iii' then '3'
                when 'iv' then '4'
                when 'v' then '5'
                when 'vi' then '6'
                when 'vii' then '7'
                when 'viii' then '8'
                when 'ix' then '9'
                when 'x' then '10'
                when 'xi' then '11'
                when 'xii' then '12'
                when 'xiii' then '13'
                when 'xiv' then '14'
                when 'xv' then '15'
                else words.word
            end,
            ' '
            order by words.place
        ) as search_text
    from
        regexp_split_to_table(
            regexp_replace(
                lower(p_name collate "default"), '[''’™®©]', '', 'g'
            ),
            '[^[:alnum:]]+'
        ) with ordinality as words (word, place)
    where words.word <> '';
end;

comment on function agg.search_words(text) is
'The words of a name as a search compares them.';

-- file: agg/search_text.sql
-- A name as a search compares it: lower case, no marks, Roman numerals as
-- digits, one space between words.  So "civ 5" is a beginning of the words of
-- "Sid Meier's Civilization® V".
create function agg.search_text(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        case
            -- most user ids: one word, too long for a numeral; a tenth of the
            -- time
            when p_name collate "C" ~ '^[A-Za-z0-9]{5,}$'
                then lower(p_name collate "default")
            else agg.search_words(p_name)
        end as search_text;
end;

comment on function agg.search_text(text) is
'A name as a search compares it: words in lower case, Roman numerals as '
'digits.';

-- file: agg/search_mark.sql
-- What stands before each word of a name in the index of words: how popular
-- the name is, in steps of four times, and its kind.  So the most popular
-- names with a word can be read alone.
create function agg.search_mark(p_kind text, p_popularity bigint)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        -- the last step is wide: from there on neighbours may have one score
        chr(
            ascii('a') + width_bucket(
                p_popularity,
                array[4, 16, 64, 256, 1024, 4096, 16384, 65536]::bigint[]
            )
        )
        || case p_kind when 'genre' then 'c' else left(p_kind, 1) end
            as mark;
end;

comment on function agg.search_mark(text, bigint) is
'A letter for the popularity, ''a'' to ''i'', and one for the kind.';

-- file: agg/names_by_game.sql
-- What is a game called, and how does a search compare it?  Grain: one row
-- per game.  Apart from details_by_game, as names change with games alone.
create materialized view agg.names_by_game as
select
    game_id,
    coalesce(name, 'App ' || game_id) as name,
    agg.search_text(name) as search_text
from core.games
with no data;

create unique index uq_names_by_game_game_id
on agg.names_by_game (game_id);

comment on materialized view agg.names_by_game is
'What games are called; one row per game.';
comment on column agg.names_by_game.game_id is
'The store''s id.';
comment on column agg.names_by_game.name is
'Name; ''App'' and the id where no file names the game.';
comment on column agg.names_by_game.search_text is
'The name as a search compares it.';

-- file: agg/labels_by_game.sql
-- What is a game labelled with, in one row?  Grain: one row per game.
create view agg.labels_by_game as
with

genres_of as (
    select
        game_genres.game_id,
        array_agg(genres.name order by game_genres.position) as names,
        array_agg(genres.genre_id) as ids
    from core.game_genres
    inner join core.genres using (genre_id)
    group by game_genres.game_id
),

tags_of as (
    select
        game_tags.game_id,
        array_agg(tags.name order by game_tags.position) as names,
        array_agg(tags.tag_id) as ids
    from core.game_tags
    inner join core.tags using (tag_id)
    group by game_tags.game_id
),

specs_of as (
    select
        game_specs.game_id,
        array_agg(specs.name order by game_specs.position) as names,
        array_agg(specs.spec_id) as ids
    from core.game_specs
    inner join core.specs using (spec_id)
    group by game_specs.game_id
),

developers_of as (
    select
        game_studios.game_id,
        array_agg(studios.name order by game_studios.position) as names,
        array_agg(studios.studio_id) as ids
    from core.game_studios
    inner join core.studios using (studio_id)
    where game_studios.role = 'developer'
    group by game_studios.game_id
),

publishers_of as (
    select
        game_studios.game_id,
        array_agg(studios.name order by game_studios.position) as names,
        array_agg(studios.studio_id) as ids
    from core.game_studios
    inner join core.studios using (studio_id)
    where game_studios.role = 'publisher'
    group by game_studios.game_id
)

select
    games.game_id,
    coalesce(genres_of.names, '{}') as genres,
    coalesce(tags_of.names, '{}') as tags,
    coalesce(specs_of.names, '{}') as specs,
    coalesce(developers_of.names, '{}') as developers,
    coalesce(publishers_of.names, '{}') as publishers,
    coalesce(genres_of.ids, '{}') as genre_ids,
    coalesce(tags_of.ids, '{}') as tag_ids,
    coalesce(specs_of.ids, '{}') as spec_ids,
    coalesce(developers_of.ids, '{}') as developer_ids,
    coalesce(publishers_of.ids, '{}') as publisher_ids
from core.games
-- a game may lack labels of any kind
left join genres_of using (game_id)
left join tags_of using (game_id)
left join specs_of using (game_id)
left join developers_of using (game_id)
left join publishers_of using (game_id);

comment on view agg.labels_by_game is
'Labels of a game as lists; one row per game.';
comment on column agg.labels_by_game.game_id is
'The game.';
comment on column agg.labels_by_game.genres is
'Genres, in the store''s order.';
comment on column agg.labels_by_game.tags is
'Tags, most given first.';
comment on column agg.labels_by_game.specs is
'Features, in the store''s order.';
comment on column agg.labels_by_game.developers is
'Developers, as credited.';
comment on column agg.labels_by_game.publishers is
'Publishers, as credited.';
comment on column agg.labels_by_game.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.labels_by_game.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.labels_by_game.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.labels_by_game.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.labels_by_game.publisher_ids is
'Keys of the publishers, to filter by.';

-- file: agg/playtime_quartiles_by_game.sql
-- How long do players play a game?  Grain: one row per game that somebody
-- played.
create materialized view agg.playtime_quartiles_by_game as
with

-- gathered in parallel, where sorting all items would be one core's work
played as (
    select
        game_id,
        array_agg(playtime_minutes) as minutes
    from core.items
    where playtime_minutes > 0
    group by game_id
),

-- each game's playtimes are sorted once, not once for each quartile
quartiles as materialized (
    select
        played.game_id,
        (
            select
                percentile_cont(array[0.25, 0.5, 0.75]) within group (
                    order by players.minutes
                )
            from unnest(played.minutes) as players (minutes)
        ) as minutes
    from played
)

select
    game_id,
    round(minutes[1]::numeric, 1) as p25_minutes,
    round(minutes[2]::numeric, 1) as median_minutes,
    round(minutes[3]::numeric, 1) as p75_minutes
from quartiles
with no data;

create unique index uq_playtime_quartiles_by_game_game_id
on agg.playtime_quartiles_by_game (game_id);

comment on materialized view agg.playtime_quartiles_by_game is
'Quartiles of the playtime of a game''s players; one row per game that '
'somebody played.';
comment on column agg.playtime_quartiles_by_game.game_id is
'The game.';
comment on column agg.playtime_quartiles_by_game.p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column agg.playtime_quartiles_by_game.median_minutes is
'Half of its players played less, in minutes.';
comment on column agg.playtime_quartiles_by_game.p75_minutes is
'Three quarters of its players played less, in minutes.';

-- file: agg/opinions_by_game.sql
-- How do users judge a game?  Grain: one row per reviewed game.
create materialized view agg.opinions_by_game as
select
    game_id,
    count(*) as reviews_count,
    count(*) filter (where is_recommended) as recommended_count
from core.reviews
group by game_id
with no data;

create unique index uq_opinions_by_game_game_id
on agg.opinions_by_game (game_id);

comment on materialized view agg.opinions_by_game is
'Reviews of a game and how many recommend it; one row per reviewed game.';
comment on column agg.opinions_by_game.game_id is
'The game.';
comment on column agg.opinions_by_game.reviews_count is
'Reviews.';
comment on column agg.opinions_by_game.recommended_count is
'Reviews that recommend it.';

-- file: agg/details_by_game.sql
-- Everything known of a game.  Grain: one row per game.
create materialized view agg.details_by_game as
select
    games.game_id,
    names.name,
    games.released_on,
    games.release_year,
    games.price_usd,
    games.discount_price_usd,
    games.is_early_access,
    games.is_in_catalogue,
    games.metascore,
    games.store_sentiment,
    labels.genres,
    labels.tags,
    labels.specs,
    labels.developers,
    labels.publishers,
    coalesce(played.owners_count, 0) as owners_count,
    coalesce(played.players_count, 0) as players_count,
    coalesce(played.playtime_minutes, 0) as playtime_minutes,
    quartiles.p25_minutes as playtime_p25_minutes,
    quartiles.median_minutes as playtime_median_minutes,
    quartiles.p75_minutes as playtime_p75_minutes,
    coalesce(opinions.reviews_count, 0) as reviews_count,
    coalesce(opinions.recommended_count, 0) as recommended_count,
    coalesce(sentiments.negative_count, 0) as negative_count,
    coalesce(sentiments.neutral_count, 0) as neutral_count,
    coalesce(sentiments.positive_count, 0) as positive_count,
    round(
        100.0 * opinions.recommended_count / opinions.reviews_count, 2
    ) as recommended_percent,
    games.url,
    games.reviews_url,
    games.release_text,
    games.price_text,
    names.search_text,
    coalesce(games.released_on, make_date(games.release_year, 1, 1))
        as released_from,
    labels.genre_ids,
    labels.tag_ids,
    labels.spec_ids,
    labels.developer_ids,
    labels.publisher_ids
from core.games
inner join agg.names_by_game as names using (game_id)
inner join agg.labels_by_game as labels using (game_id)
-- a game may be in no library, unplayed or not reviewed
left join agg.playtime_by_game as played using (game_id)
left join agg.playtime_quartiles_by_game as quartiles using (game_id)
left join agg.opinions_by_game as opinions using (game_id)
left join agg.sentiment_counts_by_game as sentiments using (game_id)
with no data;

create unique index uq_details_by_game_game_id
on agg.details_by_game (game_id);
create index ix_details_by_game_genre_ids
on agg.details_by_game using gin (genre_ids);
create index ix_details_by_game_tag_ids
on agg.details_by_game using gin (tag_ids);
create index ix_details_by_game_spec_ids
on agg.details_by_game using gin (spec_ids);
create index ix_details_by_game_developer_ids
on agg.details_by_game using gin (developer_ids);
create index ix_details_by_game_publisher_ids
on agg.details_by_game using gin (publisher_ids);
-- one for each way to sort; read backwards they serve the other direction
create index ix_details_by_game_name
on agg.details_by_game (name, game_id);
create index ix_details_by_game_released_from
on agg.details_by_game (released_from, game_id);
create index ix_details_by_game_price_usd
on agg.details_by_game (price_usd, game_id);
create index ix_details_by_game_owners_count
on agg.details_by_game (owners_count, game_id);
create index ix_details_by_game_playtime_minutes
on agg.details_by_game (playtime_minutes, game_id);
create index ix_details_by_game_recommended_percent
on agg.details_by_game (recommended_percent, game_id);

-- shown, never compared: statistics of them would take longer than the rest
alter materialized view agg.details_by_game
alter column url set statistics 0,
alter column reviews_url set statistics 0,
alter column release_text set statistics 0,
alter column price_text set statistics 0,
alter column genres set statistics 0,
alter column tags set statistics 0,
alter column specs set statistics 0,
alter column developers set statistics 0,
alter column publishers set statistics 0;

comment on materialized view agg.details_by_game is
'Everything known of a game; one row per game.';
comment on column agg.details_by_game.game_id is
'The store''s id.';
comment on column agg.details_by_game.name is
'Name; ''App'' and the id where no file names the game.';
comment on column agg.details_by_game.released_on is
'Release date, where the store gives a whole one.';
comment on column agg.details_by_game.release_year is
'Release year; null is unknown.';
comment on column agg.details_by_game.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.details_by_game.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column agg.details_by_game.is_early_access is
'Sold before it is finished.';
comment on column agg.details_by_game.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column agg.details_by_game.metascore is
'Metacritic score, 0 to 100.';
comment on column agg.details_by_game.store_sentiment is
'The store''s own summary of its reviews.';
comment on column agg.details_by_game.genres is
'Genres, in the store''s order.';
comment on column agg.details_by_game.tags is
'Tags, most given first.';
comment on column agg.details_by_game.specs is
'Features, in the store''s order.';
comment on column agg.details_by_game.developers is
'Developers, as credited.';
comment on column agg.details_by_game.publishers is
'Publishers, as credited.';
comment on column agg.details_by_game.owners_count is
'Users who have it in their library.';
comment on column agg.details_by_game.players_count is
'Owners who played it for a minute or more.';
comment on column agg.details_by_game.playtime_minutes is
'Minutes over all owners.';
comment on column agg.details_by_game.playtime_p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column agg.details_by_game.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column agg.details_by_game.playtime_p75_minutes is
'Three quarters of its players played less, in minutes.';
comment on column agg.details_by_game.reviews_count is
'Reviews.';
comment on column agg.details_by_game.recommended_count is
'Reviews that recommend it.';
comment on column agg.details_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.details_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.details_by_game.positive_count is
'Reviews with a polarity above 0.';
comment on column agg.details_by_game.recommended_percent is
'Share of reviews that recommend it in percent, 2 decimals; null without '
'reviews.';
comment on column agg.details_by_game.url is
'Page in the store.';
comment on column agg.details_by_game.reviews_url is
'Page of the community''s reviews.';
comment on column agg.details_by_game.release_text is
'Release date as the store writes it.';
comment on column agg.details_by_game.price_text is
'Price as the store writes it.';
comment on column agg.details_by_game.search_text is
'The name as a search compares it.';
comment on column agg.details_by_game.released_from is
'Release date, else 1 January of the release year; to sort by.';
comment on column agg.details_by_game.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.details_by_game.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.details_by_game.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.details_by_game.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.details_by_game.publisher_ids is
'Keys of the publishers, to filter by.';

-- file: agg/search_names.sql
-- What may a search find?  Grain: one row per (kind, id).
create materialized view agg.search_names as
with

names as (
    select
        'game' as kind,
        names.game_id::text as id,
        names.name,
        -- of a game that no file names, 'App' and its id are searched too
        coalesce(
            names.search_text, agg.search_text(names.name)
        ) as search_text,
        coalesce(played.owners_count, 0) as popularity
    from agg.names_by_game as names
    -- a game may be in no library
    left join agg.playtime_by_game as played using (game_id)
    union all
    select
        'studio' as kind,
        studios.name as id,
        studios.name,
        agg.search_text(studios.name) as search_text,
        coalesce(sum(played.owners_count), 0)::bigint as popularity
    from core.studios
    inner join core.game_studios using (studio_id)
    -- the games of a studio may be in no library
    left join agg.playtime_by_game as played using (game_id)
    group by studios.studio_id, studios.name
    union all
    select
        'genre' as kind,
        genres.name as id,
        genres.name,
        agg.search_text(genres.name) as search_text,
        coalesce(sum(played.owners_count), 0)::bigint as popularity
    from core.genres
    inner join core.game_genres using (genre_id)
    left join agg.playtime_by_game as played using (game_id)
    group by genres.genre_id, genres.name
    union all
    select
        'user' as kind,
        users.user_id as id,
        users.user_id as name,
        agg.search_text(users.user_id) as search_text,
        spending.items_count as popularity
    from core.users
    inner join agg.spending_by_user as spending using (user_key)
),

marked as (
    select
        names.*,
        agg.search_mark(kind, popularity) as mark
    from names
    where search_text is not null
)

select
    kind,
    id,
    name,
    search_text,
    popularity,
    array_to_tsvector(
        string_to_array(
            mark || '=' || replace(search_text, ' ', ' ' || mark || ':'), ' '
        )
    ) as words
from marked
with no data;

create unique index uq_search_names_kind_id
on agg.search_names (kind, id);
create index ix_search_names_words
on agg.search_names using gin (words);
create index ix_search_names_search_text
on agg.search_names using gin (search_text gin_trgm_ops)
where kind <> 'user';
create index ix_search_names_user
on agg.search_names (search_text collate "C")
where kind = 'user';

comment on materialized view agg.search_names is
'Names of games, studios, genres and users, with how popular they are; one '
'row per (kind, id).';
comment on column agg.search_names.kind is
'''game'', ''studio'', ''genre'' or ''user''.';
comment on column agg.search_names.id is
'The game''s id, else the name itself.';
comment on column agg.search_names.name is
'The name.';
comment on column agg.search_names.search_text is
'The name as a search compares it.';
comment on column agg.search_names.popularity is
'Owners of the game or of the games; for a user, games owned.';
comment on column agg.search_names.words is
'The words of search_text, each after agg.search_mark() and "=" (the first) or '
'":", to find beginnings of words by.';

-- file: agg/search_score.sql
-- How well does a name, whose words begin with those typed, suit them?
create function agg.search_score(
    p_search_text text, p_typed text, p_popularity bigint
)
returns double precision
language sql
immutable
parallel safe
begin atomic
    select
        case
            when p_search_text = p_typed then 3
            when starts_with(p_search_text, p_typed) then 2
            else 1.5
        end
        + ln(1 + p_popularity) / 10 as score;
end;

comment on function agg.search_score(text, text, bigint) is
'The higher, the better a name that begins with a text, or has a word that '
'does.';

-- file: agg/search_queries.sql
-- A text as it is typed as queries for the index of words, each for names that
-- are one step of popularity apart: put the step's letter for every "~".
create function agg.search_queries(p_query text, p_kind text)
returns table (
    search_text text,
    begun text,
    started text,
    equalled text
)
language sql
stable
parallel safe
begin atomic
    with

    typed as (
        select agg.search_text(p_query) as search_text
    ),

    marks as (
        select '~' || right(agg.search_mark(kinds.kind, 0), 1) as mark
        from
            unnest(array['game', 'studio', 'genre', 'user']) as kinds (kind)
        where p_kind is null or kinds.kind = p_kind
    ),

    -- of a word 200 letters: a query takes no word of 2 KB
    pieces as (
        select
            left(pieces.word, 200) as word,
            pieces.place
        from typed
        cross join
            string_to_table(typed.search_text, ' ')
            with ordinality as pieces (word, place)
    ),

    words as (
        select
            words.place,
            -- the first word of a name has "=" before it, each other one ":"
            string_agg(
                format(
                    '%L:* | %L:*',
                    marks.mark || '=' || words.word,
                    marks.mark || ':' || words.word
                ),
                ' | '
            ) as anywhere,
            string_agg(
                format('%L:*', marks.mark || '=' || words.word), ' | '
            ) as at_first,
            string_agg(
                format(
                    '%L',
                    marks.mark
                    || case words.place when 1 then '=' else ':' end
                    || words.word
                ),
                ' | '
            ) as whole
        from pieces as words
        cross join marks
        group by words.place
    )

    select
        typed.search_text,
        string_agg('(' || words.anywhere || ')', ' & ') as begun,
        string_agg(
            '('
            || case words.place
                when 1 then words.at_first
                else words.anywhere
            end
            || ')',
            ' & '
        ) as started,
        string_agg('(' || words.whole || ')', ' & ') as equalled
    from words
    cross join typed
    group by typed.search_text;
end;

comment on function agg.search_queries(text, text) is
'Queries for names whose words begin with those typed, that begin so '
'themselves, and that are the same.';

-- file: agg/search_begun.sql
-- Names whose words begin with the words typed: the p_count best are among
-- them.  From the most popular names down, step by step; names of lower steps
-- are only looked at while there are not enough, and after that only those
-- that begin with the whole text, and that are the text: both count more.
create function agg.search_begun(p_query text, p_count integer, p_kind text)
returns table (
    kind text,
    id text,
    name text,
    popularity bigint,
    score real
)
language sql
stable
parallel safe
begin atomic
    with recursive

    typed as (
        select
            queries.search_text,
            queries.begun,
            queries.started,
            queries.equalled,
            coalesce(p_count, 2147483647) as wanted_count
        from agg.search_queries(p_query, p_kind) as queries
    ),

    walked as (
        select
            ascii('i') + 1 as step,
            0::bigint as begun_count,
            0::bigint as started_count,
            0::bigint as equalled_count,
            null::agg.search_names[] as found
        union all
        select
            walked.step - 1 as step,
            walked.begun_count + here.begun_count as begun_count,
            walked.started_count + here.started_count as started_count,
            walked.equalled_count + here.equalled_count as equalled_count,
            here.found
        from walked
        cross join typed
        cross join
            lateral (
                select
                    count(*) as begun_count,
                    count(*) filter (
                        where starts_with(names.search_text, typed.search_text)
                    ) as started_count,
                    count(*) filter (
                        where names.search_text = typed.search_text
                    ) as equalled_count,
                    array_agg(names) as found
                from agg.search_names as names
                where
                    names.words @@ replace(
                        case
                            when walked.begun_count < typed.wanted_count
                                then typed.begun
                            when walked.started_count < typed.wanted_count
                                then typed.started
                            else typed.equalled
                        end,
                        '~',
                        chr(walked.step - 1)
                    )::tsquery
            ) as here
        where
            walked.step > ascii('a')
            and walked.equalled_count < typed.wanted_count
    )

    select
        names.kind,
        names.id,
        names.name,
        names.popularity,
        agg.search_score(
            names.search_text, typed.search_text, names.popularity
        )::real as score
    from walked
    cross join typed
    cross join lateral unnest(walked.found) as names;
end;

comment on function agg.search_begun(text, integer, text) is
'Names whose words begin with those typed, the p_count best among them.';

-- file: agg/search_slips.sql
-- Every text that one slip of the finger makes of a text: a letter left out,
-- one too many, another one, or two swapped.  So whoever slipped typed one of
-- them for what was meant.  Letters are those that ids of users have.  A text
-- of two letters or less could be anything, and one of more than 33 no slip of
-- an id, which has 32 at most: they have no slips.
create function agg.search_slips(p_text text)
returns table (
    slip text
)
language sql
immutable
parallel safe
begin atomic
    with

    cuts as (
        select
            left(p_text, place) as head,
            substr(p_text, place + 1) as tail
        from generate_series(0, length(p_text)) as places (place)
        where length(p_text) between 3 and 33
    ),

    letters as (
        select letters.letter
        from
            string_to_table('abcdefghijklmnopqrstuvwxyz0123456789 ', null)
                as letters (letter)
    )

    select cuts.head || substr(cuts.tail, 2) as slip
    from cuts
    where cuts.tail <> ''
    union all
    select
        cuts.head
        || substr(cuts.tail, 2, 1)
        || left(cuts.tail, 1)
        || substr(cuts.tail, 3) as slip
    from cuts
    where length(cuts.tail) > 1
    union all
    select cuts.head || letters.letter || cuts.tail as slip
    from cuts
    cross join letters
    union all
    select cuts.head || letters.letter || substr(cuts.tail, 2) as slip
    from cuts
    cross join letters
    where cuts.tail <> '';
end;

comment on function agg.search_slips(text) is
'Texts that differ from a text by one letter more, less or other, or by two '
'neighbours swapped.';

-- file: agg/search_alike.sql
-- Names that are spelled like a text.  Of games, studios and genres those with
-- a part that shares enough groups of three letters with it, how many the
-- caller sets (pg_trgm.word_similarity_threshold); of users, who are without
-- number, those that are one slip of the finger away as a whole, each looked up
-- by itself: so what is read does not grow with the users.
create function agg.search_alike(p_query text, p_kind text)
returns table (
    kind text,
    id text,
    name text,
    popularity bigint,
    score double precision
)
language sql
stable
parallel safe
begin atomic
    with

    -- once, not for each name that is compared with it
    typed as materialized (
        select agg.search_text(p_query) as search_text
    ),

    alike as (
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from typed
        inner join agg.search_names as names
            on typed.search_text <% names.search_text
        where
            names.kind <> 'user'
            and (p_kind is null or names.kind = p_kind)
        union all
        select
            names.kind,
            names.id,
            names.name,
            names.search_text,
            names.popularity
        from agg.search_names as names
        where
            names.kind = 'user'
            and (p_kind is null or p_kind = 'user')
            and names.search_text collate "C" = any(
                array(
                    select slips.slip
                    from typed
                    cross join agg.search_slips(typed.search_text) as slips
                )
            )
    )

    select
        alike.kind,
        alike.id,
        alike.name,
        alike.popularity,
        word_similarity(typed.search_text, alike.search_text)
        + similarity(typed.search_text, alike.search_text) / 2
        + ln(1 + alike.popularity) / 40 as score
    from alike
    cross join typed;
end;

comment on function agg.search_alike(text, text) is
'Games, studios and genres that share enough letters with a text, and users '
'that are one slip away from it.';

-- file: agg/price_series.sql
-- The first two words of a name, which games of a series share.
create function agg.price_series(p_search_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        nullif(
            array_to_string(
                (string_to_array(p_search_text, ' '))[1:2], ' '
            ),
            ''
        ) as series;
end;

comment on function agg.price_series(text) is
'The first two words of a name as agg.search_text() gives it; null without '
'words.';

-- file: agg/price_subjects.sql
-- What places a game in the history of prices?  Grain: one row per game of
-- the catalogue.
create view agg.price_subjects as
with

leads as (
    select
        game_id,
        role,
        (array_agg(studio_id order by position, studio_id))[1] as studio_id
    from core.game_studios
    group by game_id, role
),

extras as (
    select game_specs.game_id
    from core.game_specs
    inner join core.specs using (spec_id)
    where specs.name = 'Downloadable Content'
)

select
    games.game_id,
    row_number() over (
        order by
            coalesce(
                games.released_on, make_date(games.release_year, 1, 1)
            ) asc nulls last,
            games.game_id asc
    ) as place,
    games.price_usd,
    developers.studio_id as developer_id,
    publishers.studio_id as publisher_id,
    agg.price_series(names.search_text) as series,
    extras.game_id is not null as is_extra
from core.games
inner join agg.names_by_game as names using (game_id)
-- the store may name no studio
left join leads as developers
    on
        games.game_id = developers.game_id
        and developers.role = 'developer'
left join leads as publishers
    on
        games.game_id = publishers.game_id
        and publishers.role = 'publisher'
left join extras on games.game_id = extras.game_id
where games.is_in_catalogue;

comment on view agg.price_subjects is
'What places a game in the history of prices; one row per game of the '
'catalogue.';
comment on column agg.price_subjects.game_id is
'The game.';
comment on column agg.price_subjects.place is
'Place by day of release (1 January where only the year is known), then by '
'id; games of unknown year come last. What is earlier has a lower place.';
comment on column agg.price_subjects.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.price_subjects.developer_id is
'The first developer that the store names.';
comment on column agg.price_subjects.publisher_id is
'The first publisher that the store names.';
comment on column agg.price_subjects.series is
'The first two words of its name.';
comment on column agg.price_subjects.is_extra is
'Downloadable content of another game.';

-- file: agg/price_keys.sql
-- The lines of games among which a game's price may be foreseen.
create function agg.price_keys(
    p_developer_id integer,
    p_publisher_id integer,
    p_series text,
    p_is_extra boolean
)
returns table (kind text, line_key text)
language sql
immutable
parallel safe
begin atomic
    select
        known.kind,
        known.line_key
    from (
        values
        ('developer', p_developer_id::text),
        ('developer_alike', p_developer_id || ' ' || p_is_extra),
        ('publisher', p_publisher_id::text),
        ('publisher_alike', p_publisher_id || ' ' || p_is_extra),
        ('series', p_series)
    ) as known (kind, line_key)
    where known.line_key is not null;
end;

comment on function agg.price_keys(integer, integer, text, boolean) is
'The lines that a game belongs to: of its developer, of its publisher, those '
'two among games (or downloadable content) alone, and of its series.';

-- file: agg/price_lines.sql
-- Which games of a studio, or of a series, came one after the other?  Grain:
-- one row per (kind, line_key, game).
create materialized view agg.price_lines as
select
    known.kind,
    known.line_key,
    subjects.game_id,
    subjects.place,
    subjects.price_usd,
    subjects.developer_id
from agg.price_subjects as subjects
cross join
    lateral agg.price_keys(
        subjects.developer_id,
        subjects.publisher_id,
        subjects.series,
        subjects.is_extra
    ) as known
with no data;

create unique index uq_price_lines_kind_line_key_game_id
on agg.price_lines (kind, line_key, game_id);

comment on materialized view agg.price_lines is
'Games of a studio or series in the order of their release, with prices; one '
'row per (kind, line_key, game).';
comment on column agg.price_lines.kind is
'''developer'', ''publisher'', ''series''; with ''_alike'': of downloadable '
'content alone, or of the rest.';
comment on column agg.price_lines.line_key is
'What the games have in common, as agg.price_keys() writes it.';
comment on column agg.price_lines.game_id is
'The game.';
comment on column agg.price_lines.place is
'Place among all games by release; what is earlier has a lower place.';
comment on column agg.price_lines.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.price_lines.developer_id is
'The first developer that the store names.';

-- file: agg/prices_by_genre.sql
-- What do games of a genre cost?  Grain: one row per genre.
create materialized view agg.prices_by_genre as
select
    game_genres.genre_id,
    count(*) as games_count,
    count(games.price_usd) as priced_count,
    count(*) filter (where games.price_usd = 0) as free_count,
    round(avg(games.price_usd), 2) as average_price_usd,
    round(
        avg(games.price_usd) filter (where games.price_usd > 0), 2
    ) as average_paid_usd,
    percentile_disc(0.5) within group (
        order by games.price_usd
    ) as median_price_usd
from core.game_genres
inner join core.games using (game_id)
group by game_genres.genre_id
with no data;

create unique index uq_prices_by_genre_genre_id
on agg.prices_by_genre (genre_id);

comment on materialized view agg.prices_by_genre is
'Prices of a genre''s games; one row per genre.';
comment on column agg.prices_by_genre.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.prices_by_genre.games_count is
'Games of the genre.';
comment on column agg.prices_by_genre.priced_count is
'Those of them with a known price.';
comment on column agg.prices_by_genre.free_count is
'Those of them with a price of 0.';
comment on column agg.prices_by_genre.average_price_usd is
'Average of the known prices, free games among them, in US dollars.';
comment on column agg.prices_by_genre.average_paid_usd is
'Average of the prices above 0, in US dollars.';
comment on column agg.prices_by_genre.median_price_usd is
'Half of the known prices are not above it, in US dollars.';

-- file: agg/price_places.sql
-- How dear is a game among those of a genre?  Grain: one row per (genre,
-- priced game).
create materialized view agg.price_places as
with

placed as (
    select
        game_genres.genre_id,
        game_genres.game_id,
        rank() over (
            partition by game_genres.genre_id
            order by games.price_usd
        ) as place,
        count(*) over (
            partition by game_genres.genre_id, games.price_usd
        ) as equals_count,
        count(*) over (
            partition by game_genres.genre_id
        ) as games_count
    from core.game_genres
    inner join core.games using (game_id)
    where games.price_usd is not null
)

select
    genre_id,
    game_id,
    -- of equal prices half are below
    round(
        100.0 * (place - 1 + equals_count / 2.0) / games_count, 2
    ) as percentile
from placed
with no data;

create unique index uq_price_places_game_id_genre_id
on agg.price_places (game_id, genre_id);

comment on materialized view agg.price_places is
'How dear a game is among those of a genre; one row per (genre, priced game).';
comment on column agg.price_places.genre_id is
'A genre of the game.';
comment on column agg.price_places.game_id is
'The game.';
comment on column agg.price_places.percentile is
'Share of the genre''s priced games that cost less, in percent; of those that '
'cost the same half are counted.';

-- file: agg/is_stale.sql
-- Does an aggregate read what the present transaction has written: a table of
-- core, or an aggregate that was replaced by other rows?  Postgres counts the
-- rows that a transaction writes to a table, unless it is told not to; it may
-- count some of earlier ones of the session too, which only costs time.
create function agg.is_stale(p_aggregate text)
returns boolean
language sql
volatile
set search_path = ''
begin atomic
    with recursive

    reads as (
        select distinct
            rules.ev_class as reader,
            links.refobjid as read_from
        from pg_catalog.pg_depend as links
        inner join pg_catalog.pg_rewrite as rules
            on links.objid = rules.oid
        where
            links.classid = 'pg_catalog.pg_rewrite'::regclass
            and links.refclassid = 'pg_catalog.pg_class'::regclass
            and links.refobjid <> rules.ev_class
    ),

    sources as (
        select reads.read_from
        from reads
        where reads.reader = format('agg.%I', p_aggregate)::regclass
        union
        -- a plain view holds no rows: what it reads counts
        select reads.read_from
        from sources
        inner join pg_catalog.pg_class as readers
            on sources.read_from = readers.oid and readers.relkind = 'v'
        inner join reads on readers.oid = reads.reader
    )

    select
        not pg_catalog.current_setting('track_counts')::boolean
        or pg_catalog.bool_or(
            pg_catalog.pg_stat_get_xact_tuples_inserted(sources.read_from)
            + pg_catalog.pg_stat_get_xact_tuples_updated(sources.read_from)
            + pg_catalog.pg_stat_get_xact_tuples_deleted(sources.read_from)
            > 0
        ) as is_stale
    from sources;
end;

comment on function agg.is_stale(text) is
'Whether an aggregate reads rows that the present transaction has written.';

-- file: refresh.sql
-- Compute every aggregate anew, in the order in which they build on each
-- other; one that readers already see is replaced without locking them out.
--
-- A first load that still reads games may have those computed meanwhile that
-- concern no game: p_is_over is false then, and true for all others.  With
-- p_written_only those stay that read nothing of what the transaction wrote.
create function agg.refresh(
    p_is_over boolean default null, p_written_only boolean default false
)
returns void
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
set maintenance_work_mem = '256MB'
-- what answers are planned by is told as well by a third of the usual sample
set default_statistics_target = '30'
-- rows that a worker makes at some expense, names as a search compares them,
-- are cheap to hand over (a later load does without workers)
set parallel_tuple_cost = '0.005'
as $$
declare
    v_gameless text[] := array[
        'playtime_by_game',
        'playtime_quartiles_by_game',
        'review_counts_by_day',
        'reviewers_by_period'
    ];
    v_name text;
    v_is_filled boolean;
begin
    foreach v_name in array v_gameless || array[
        'playtime_by_genre_year',
        'playtime_by_genre_user',
        'playtime_by_genre_user_year',
        'review_counts_by_year_game',
        'review_counts_by_year_studio',
        'sentiment_counts_by_game',
        'sentiment_counts_by_studio',
        'sentiment_counts_by_release_year',
        'playtime_by_genre',
        'games_by_studio_year',
        'spending_by_user',
        'games_by_year',
        'games_by_year_genre',
        'games_by_year_spec',
        'games_by_year_store_sentiment',
        'games_by_tag',
        'games_by_spec',
        'games_by_studio',
        'names_by_game',
        'opinions_by_game',
        'details_by_game',
        'search_names',
        'price_lines',
        'prices_by_genre',
        'price_places'
    ]
    loop
        continue when p_is_over = (v_name = any(v_gameless));
        v_is_filled := (
            select matviews.ispopulated
            from pg_catalog.pg_matviews as matviews
            where
                matviews.schemaname = 'agg'
                and matviews.matviewname = v_name
        );
        continue when
            p_written_only and v_is_filled and not agg.is_stale(v_name);
        execute format(
            'refresh materialized view %s agg.%I',
            case when v_is_filled then 'concurrently' else '' end,
            v_name
        );
        execute format('analyze agg.%I', v_name);
    end loop;
end;
$$;

comment on function agg.refresh(boolean, boolean) is
'Compute every materialized aggregate anew; of a first load those that concern '
'no game, or the others; or those that read what the transaction wrote.';

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
from core.specs
union all
select
    'user' as kind,
    user_id as name,
    api.name_key(user_id) as name_key
from core.users
union all
select distinct
    'game' as kind,
    name,
    api.name_key(name) as name_key
from core.games
where name is not null;

comment on view api.names is
'Names of genres, studios, tags, specs, users and games; one row per (kind, '
'name).';
comment on column api.names.kind is
'''genre'', ''studio'', ''tag'', ''spec'', ''user'' or ''game''.';
comment on column api.names.name is
'The name; of a user, the id.';
comment on column api.names.name_key is
'The name in lower case; users are told apart by the name itself.';

-- file: api/closest_names.sql
-- Which known names come closest to an unknown one?  Trigram similarity of
-- pg_trgm: shared three-letter groups over all of both names.  Games are many,
-- so an index finds who is compared at all.  Users are without number: those
-- are compared that are one slip of the finger away, that are the same but for
-- case and what stands between words (account numbers, of 12 digits or more,
-- but for all that is not a digit), or that begin so.
create function api.closest_names(
    p_kind text, p_name text, p_count integer default 3
)
returns table (
    name text,
    similarity real
)
language sql
stable
parallel safe
security definer
set search_path = ''
set "pg_trgm.similarity_threshold" = 0.3
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    digits as (
        select regexp_replace(p_name, '[^0-9]', '', 'g') as digits
    ),

    asked as materialized (
        select
            api.name_key(p_name) as name_key,
            case
                when p_kind = 'user' and length(digits.digits) >= 12
                    then digits.digits
                else agg.search_text(p_name)
            end as search_text
        from digits
    ),

    found as (
        select
            names.name,
            similarity(names.name_key, asked.name_key) as similarity
        from asked
        cross join api.names
        where
            names.kind = p_kind
            and p_kind not in ('user', 'game')
            and similarity(names.name_key, asked.name_key) >= 0.2
        union all
        select
            names.name,
            similarity(names.search_text, asked.search_text) as similarity
        from asked
        inner join agg.search_names as names
            on names.search_text % asked.search_text
        where names.kind = 'game' and p_kind = 'game'
        union all
        select
            names.name,
            similarity(names.search_text, asked.search_text) as similarity
        from asked
        inner join agg.search_names as names
            on names.search_text collate "C" = any(
                array(
                    select slips.slip
                    from agg.search_slips(asked.search_text) as slips
                )
            )
        where names.kind = 'user' and p_kind = 'user'
        union all
        select
            names.name,
            similarity(agg.search_text(names.name), asked.search_text)
                as similarity
        from asked
        cross join
            agg.search_begun(asked.search_text, p_count, 'user') as names
        where p_kind = 'user'
    )

    select
        found.name,
        max(found.similarity) as similarity
    from found
    group by found.name
    order by max(found.similarity) desc, found.name asc
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
'''load'' of files, ''refresh'' of aggregates, ''similarities'' or ''prices'' '
'of a model.';
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

-- file: api/review_counts_by_day.sql
-- How many reviews are posted, and how many recommend?
-- Grain: one row per day with reviews.
create view api.review_counts_by_day as
select
    posted_on,
    reviews_count,
    recommended_count,
    reviews_running_count,
    recommended_running_count
from agg.review_counts_by_day;

comment on view api.review_counts_by_day is
'Reviews posted on a day, and up to it; one row per day with reviews.';
comment on column api.review_counts_by_day.posted_on is
'The day.';
comment on column api.review_counts_by_day.reviews_count is
'Reviews of the day.';
comment on column api.review_counts_by_day.recommended_count is
'Those of them that recommend the game.';
comment on column api.review_counts_by_day.reviews_running_count is
'Reviews up to the day and of it.';
comment on column api.review_counts_by_day.recommended_running_count is
'Those of them that recommend the game.';

-- file: api/reviewers_by_period.sql
-- Who writes reviews, counted once?
-- Grain: one row per (period, its first day, day of the review before it).
create view api.reviewers_by_period as
select
    period,
    begins_on,
    earlier_on,
    users_count,
    users_running_count
from agg.reviewers_by_period;

comment on view api.reviewers_by_period is
'Users who post in a period, by the day on which they posted before; one row '
'per (period, begins_on, earlier_on).';
comment on column api.reviewers_by_period.period is
'''day'', ''month'' or ''year''.';
comment on column api.reviewers_by_period.begins_on is
'The first day of the period.';
comment on column api.reviewers_by_period.earlier_on is
'The last day before the period with a review of theirs; 0001-01-01: none.';
comment on column api.reviewers_by_period.users_count is
'Users.';
comment on column api.reviewers_by_period.users_running_count is
'Users whose day before the period is this one or an earlier one.';

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

-- file: api/playtime_by_genre.sql
-- Which genres are played most?  Grain: one row per genre.
create view api.playtime_by_genre as
select
    genres.name as genre,
    totals.place,
    totals.games_count,
    totals.playtime_minutes,
    round(totals.playtime_minutes / 60.0, 2) as playtime_hours,
    genres.name_key as genre_key
from agg.playtime_by_genre as totals
inner join core.genres using (genre_id);

comment on view api.playtime_by_genre is
'Total playtime of a genre; one row per genre.';
comment on column api.playtime_by_genre.genre is
'The genre; a game counts in each of its genres.';
comment on column api.playtime_by_genre.place is
'Place by playtime, from 1; a tie goes to the name that sorts first.';
comment on column api.playtime_by_genre.games_count is
'Games of the genre.';
comment on column api.playtime_by_genre.playtime_minutes is
'Minutes over all users and all its games.';
comment on column api.playtime_by_genre.playtime_hours is
'The same in hours, rounded to 2 decimals.';
comment on column api.playtime_by_genre.genre_key is
'The genre in lower case, to look it up by.';

-- file: api/games_by_studio_year.sql
-- What did a developer release, and how much of it is free?  Grain: one row
-- per (developer, release year).
create view api.games_by_studio_year as
select
    studios.name as studio,
    counts.release_year,
    counts.games_count,
    counts.free_count,
    round(100.0 * counts.free_count / counts.games_count, 2) as free_percent,
    studios.name_key as studio_key
from agg.games_by_studio_year as counts
inner join core.studios using (studio_id);

comment on view api.games_by_studio_year is
'Games of a developer by release year; one row per (developer, release year).';
comment on column api.games_by_studio_year.studio is
'The developer.';
comment on column api.games_by_studio_year.release_year is
'Release year of the games.';
comment on column api.games_by_studio_year.games_count is
'Games released.';
comment on column api.games_by_studio_year.free_count is
'Those of them with a price of 0.';
comment on column api.games_by_studio_year.free_percent is
'Share of free games in percent, 2 decimals.';
comment on column api.games_by_studio_year.studio_key is
'The developer in lower case, to look it up by.';

-- file: api/spending_by_user.sql
-- What did a user pay, own and recommend?  Grain: one row per user.
create view api.spending_by_user as
select
    users.user_id,
    users.user_url,
    spending.items_count,
    spending.playtime_minutes,
    spending.spent_usd,
    spending.reviews_count,
    spending.recommended_count,
    round(
        100.0 * spending.recommended_count / nullif(spending.reviews_count, 0),
        2
    ) as recommended_percent
from agg.spending_by_user as spending
inner join core.users using (user_key);

comment on view api.spending_by_user is
'What a user paid, owns and recommends; one row per user.';
comment on column api.spending_by_user.user_id is
'The user.';
comment on column api.spending_by_user.user_url is
'Public profile page.';
comment on column api.spending_by_user.items_count is
'Games in the library.';
comment on column api.spending_by_user.playtime_minutes is
'Minutes over the whole library.';
comment on column api.spending_by_user.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column api.spending_by_user.reviews_count is
'Reviews of the user.';
comment on column api.spending_by_user.recommended_count is
'Those of them that recommend.';
comment on column api.spending_by_user.recommended_percent is
'Share of reviews that recommend in percent, 2 decimals; null without '
'reviews.';

-- file: api/games_by_year.sql
-- What was released in a year?  Grain: one row per release year.
create view api.games_by_year as
select
    release_year,
    games_count,
    early_access_count,
    free_count
from agg.games_by_year;

comment on view api.games_by_year is
'Games released in a year; one row per release year.';
comment on column api.games_by_year.release_year is
'Release year of the games.';
comment on column api.games_by_year.games_count is
'Games released.';
comment on column api.games_by_year.early_access_count is
'Those of them in early access.';
comment on column api.games_by_year.free_count is
'Those of them with a price of 0.';

-- file: api/games_by_year_genre.sql
-- Which genres are frequent among a year's games?  Grain: one row per (release
-- year, genre).
create view api.games_by_year_genre as
select
    release_year,
    genre,
    games_count
from agg.games_by_year_genre;

comment on view api.games_by_year_genre is
'Games released in a year by genre; one row per (release year, genre).';
comment on column api.games_by_year_genre.release_year is
'Release year of the games.';
comment on column api.games_by_year_genre.genre is
'The genre.';
comment on column api.games_by_year_genre.games_count is
'Games of that year and genre.';

-- file: api/games_by_year_spec.sql
-- Which specs are frequent among a year's games?  Grain: one row per (release
-- year, spec).
create view api.games_by_year_spec as
select
    release_year,
    spec,
    games_count
from agg.games_by_year_spec;

comment on view api.games_by_year_spec is
'Games released in a year by spec; one row per (release year, spec).';
comment on column api.games_by_year_spec.release_year is
'Release year of the games.';
comment on column api.games_by_year_spec.spec is
'The spec.';
comment on column api.games_by_year_spec.games_count is
'Games of that year and spec.';

-- file: api/games_by_year_store_sentiment.sql
-- How does the store sum up the reviews of a year's games?  Grain: one row per
-- (release year, store sentiment).
create view api.games_by_year_store_sentiment as
select
    release_year,
    store_sentiment,
    games_count
from agg.games_by_year_store_sentiment;

comment on view api.games_by_year_store_sentiment is
'Games released in a year by the store''s summary of their reviews; one row'
' per (release year, store sentiment).';
comment on column api.games_by_year_store_sentiment.release_year is
'Release year of the games.';
comment on column api.games_by_year_store_sentiment.store_sentiment is
'The store''s own summary.';
comment on column api.games_by_year_store_sentiment.games_count is
'Games of that year and summary.';

-- file: api/games_by_tag.sql
-- How many games have a tag?  Grain: one row per tag.
create view api.games_by_tag as
select
    tags.name as tag,
    coalesce(counts.games_count, 0) as games_count,
    tags.name_key as tag_key
from core.tags
-- a tag that no game has any more is known, and has none
left join agg.games_by_tag as counts using (tag_id);

comment on view api.games_by_tag is
'Games of a tag; one row per tag.';
comment on column api.games_by_tag.tag is
'The tag, as players give it.';
comment on column api.games_by_tag.games_count is
'Games that have it.';
comment on column api.games_by_tag.tag_key is
'The tag in lower case, to look it up by.';

-- file: api/games_by_spec.sql
-- How many games have a spec?  Grain: one row per spec.
create view api.games_by_spec as
select
    specs.name as spec,
    coalesce(counts.games_count, 0) as games_count,
    specs.name_key as spec_key
from core.specs
-- a spec that no game has any more is known, and has none
left join agg.games_by_spec as counts using (spec_id);

comment on view api.games_by_spec is
'Games of a spec; one row per spec.';
comment on column api.games_by_spec.spec is
'The feature, as the store names it.';
comment on column api.games_by_spec.games_count is
'Games that have it.';
comment on column api.games_by_spec.spec_key is
'The spec in lower case, to look it up by.';

-- file: api/games_by_studio.sql
-- How many games did a studio make and publish?  Grain: one row per studio.
create view api.games_by_studio as
select
    studio,
    games_count,
    free_count,
    round(100.0 * free_count / nullif(games_count, 0), 2) as free_percent,
    published_count,
    studio_key
from agg.games_by_studio;

comment on view api.games_by_studio is
'Games that a studio made and published; one row per studio.';
comment on column api.games_by_studio.studio is
'The studio.';
comment on column api.games_by_studio.games_count is
'Games that it developed, with or without a known release year.';
comment on column api.games_by_studio.free_count is
'Those of them with a price of 0.';
comment on column api.games_by_studio.free_percent is
'Share of free games in percent, 2 decimals; null where it developed none.';
comment on column api.games_by_studio.published_count is
'Games that it published.';
comment on column api.games_by_studio.studio_key is
'The studio in lower case, to look it up by.';

-- file: api/game_details.sql
-- Everything known of a game.  Grain: one row per game.
create view api.game_details as
select
    game_id,
    name,
    released_on,
    release_year,
    price_usd,
    discount_price_usd,
    is_early_access,
    is_in_catalogue,
    metascore,
    store_sentiment,
    genres,
    tags,
    specs,
    developers,
    publishers,
    owners_count,
    players_count,
    playtime_minutes,
    playtime_p25_minutes,
    playtime_median_minutes,
    playtime_p75_minutes,
    reviews_count,
    recommended_count,
    negative_count,
    neutral_count,
    positive_count,
    recommended_percent,
    url,
    reviews_url,
    release_text,
    price_text,
    search_text,
    released_from,
    genre_ids,
    tag_ids,
    spec_ids,
    developer_ids,
    publisher_ids
from agg.details_by_game;

comment on view api.game_details is
'Everything known of a game; one row per game.';
comment on column api.game_details.game_id is
'The store''s id.';
comment on column api.game_details.name is
'Name; ''App'' and the id where no file names the game.';
comment on column api.game_details.released_on is
'Release date, where the store gives a whole one.';
comment on column api.game_details.release_year is
'Release year; null is unknown.';
comment on column api.game_details.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column api.game_details.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column api.game_details.is_early_access is
'Sold before it is finished.';
comment on column api.game_details.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column api.game_details.metascore is
'Metacritic score, 0 to 100.';
comment on column api.game_details.store_sentiment is
'The store''s own summary of its reviews.';
comment on column api.game_details.genres is
'Genres, in the store''s order.';
comment on column api.game_details.tags is
'Tags, most given first.';
comment on column api.game_details.specs is
'Features, in the store''s order.';
comment on column api.game_details.developers is
'Developers, as credited.';
comment on column api.game_details.publishers is
'Publishers, as credited.';
comment on column api.game_details.owners_count is
'Users who have it in their library.';
comment on column api.game_details.players_count is
'Owners who played it for a minute or more.';
comment on column api.game_details.playtime_minutes is
'Minutes over all owners.';
comment on column api.game_details.playtime_p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column api.game_details.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column api.game_details.playtime_p75_minutes is
'Three quarters of its players played less, in minutes.';
comment on column api.game_details.reviews_count is
'Reviews.';
comment on column api.game_details.recommended_count is
'Reviews that recommend it.';
comment on column api.game_details.negative_count is
'Reviews with a polarity below 0.';
comment on column api.game_details.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.game_details.positive_count is
'Reviews with a polarity above 0.';
comment on column api.game_details.recommended_percent is
'Share of reviews that recommend it in percent, 2 decimals; null without '
'reviews.';
comment on column api.game_details.url is
'Page in the store.';
comment on column api.game_details.reviews_url is
'Page of the community''s reviews.';
comment on column api.game_details.release_text is
'Release date as the store writes it.';
comment on column api.game_details.price_text is
'Price as the store writes it.';
comment on column api.game_details.search_text is
'The name as a search compares it.';
comment on column api.game_details.released_from is
'Release date, else 1 January of the release year; to sort by.';
comment on column api.game_details.genre_ids is
'Keys of the genres, to filter by.';
comment on column api.game_details.tag_ids is
'Keys of the tags, to filter by.';
comment on column api.game_details.spec_ids is
'Keys of the specs, to filter by.';
comment on column api.game_details.developer_ids is
'Keys of the developers, to filter by.';
comment on column api.game_details.publisher_ids is
'Keys of the publishers, to filter by.';

-- file: api/item_details.sql
-- What does a user have in the library, by name?  Grain: one row per (user,
-- game).
create view api.item_details as
select
    users.user_id,
    items.game_id,
    coalesce(games.name, 'App ' || items.game_id) as name,
    items.playtime_minutes,
    items.playtime_2weeks_minutes,
    items.position,
    games.release_year,
    games.price_usd
from core.items
inner join core.users using (user_key)
inner join core.games using (game_id);

comment on view api.item_details is
'Games in users'' libraries, by name; one row per (user, game).';
comment on column api.item_details.user_id is
'The user.';
comment on column api.item_details.game_id is
'The game.';
comment on column api.item_details.name is
'Its name; ''App'' and the id where no file names it.';
comment on column api.item_details.playtime_minutes is
'Minutes played, in all.';
comment on column api.item_details.playtime_2weeks_minutes is
'Minutes played in the two weeks before the crawl.';
comment on column api.item_details.position is
'Place in the raw library, from 1.';
comment on column api.item_details.release_year is
'Release year of the game; null is unknown.';
comment on column api.item_details.price_usd is
'Price of the game in US dollars; 0 is free, null is unknown.';

-- file: api/review_details.sql
-- What do users write about games, by name?  Grain: one row per (user, game).
create view api.review_details as
select
    users.user_id,
    reviews.game_id,
    coalesce(games.name, 'App ' || reviews.game_id) as name,
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
inner join core.users using (user_key)
inner join core.games using (game_id);

comment on view api.review_details is
'Reviews of games by users, with the game''s name; one row per (user, game).';
comment on column api.review_details.user_id is
'The user.';
comment on column api.review_details.game_id is
'The game.';
comment on column api.review_details.name is
'Its name; ''App'' and the id where no file names it.';
comment on column api.review_details.posted_on is
'Date of the review.';
comment on column api.review_details.is_posted_year_inferred is
'True where the date had no year and that of the crawl was taken.';
comment on column api.review_details.edited_on is
'Date of the last edit.';
comment on column api.review_details.is_recommended is
'The user recommends the game.';
comment on column api.review_details.sentiment is
'0 negative, 1 neutral, 2 positive: the sign of the polarity.';
comment on column api.review_details.polarity is
'TextBlob polarity of the text, -1 to 1; null without a text.';
comment on column api.review_details.helpful_count is
'Readers who found it helpful.';
comment on column api.review_details.helpful_votes_count is
'Readers who voted on it.';
comment on column api.review_details.funny_count is
'Readers who found it funny.';
comment on column api.review_details.review is
'Text of the review.';

-- file: api/user_details.sql
-- Who is a user, and what did the user pay, own and recommend?  Grain: one row
-- per user.
create view api.user_details as
select
    users.user_id,
    users.steam_id::text as steam_id,
    users.user_url,
    users.has_library,
    spending.items_count,
    spending.playtime_minutes,
    spending.spent_usd,
    spending.reviews_count,
    spending.recommended_count,
    spending.recommended_percent
from api.users
inner join api.spending_by_user as spending using (user_id);

comment on view api.user_details is
'Everything known of a user; one row per user.';
comment on column api.user_details.user_id is
'The user''s public id; case-sensitive.';
comment on column api.user_details.steam_id is
'64-bit account number, as text: many JSON readers round it; not unique.';
comment on column api.user_details.user_url is
'Public profile page.';
comment on column api.user_details.has_library is
'False for a user seen in reviews only.';
comment on column api.user_details.items_count is
'Games in the library.';
comment on column api.user_details.playtime_minutes is
'Minutes over the whole library.';
comment on column api.user_details.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column api.user_details.reviews_count is
'Reviews of the user.';
comment on column api.user_details.recommended_count is
'Those of them that recommend.';
comment on column api.user_details.recommended_percent is
'Share of reviews that recommend in percent, 2 decimals; null without '
'reviews.';

-- file: api/search.sql
-- What does somebody who types this look for?  Names whose words begin with
-- the words typed come first, the most popular before the others; where they
-- are too few, names that are spelled alike follow.
create function api.search(
    p_query text, p_count integer default 10, p_kind text default null
)
returns table (
    place bigint,
    kind text,
    id text,
    name text,
    popularity bigint,
    score real
)
language sql
stable
parallel safe
security definer
set search_path = ''
set "pg_trgm.word_similarity_threshold" = 0.4
begin atomic
    with

    begun as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            names.score
        from agg.search_begun(p_query, p_count, p_kind) as names
        order by
            names.score desc, names.name asc, names.kind asc, names.id asc
        limit p_count
    ),

    alike as (
        select
            names.kind,
            names.id,
            names.name,
            names.popularity,
            names.score::real as score
        from agg.search_alike(p_query, p_kind) as names
        where (select count(*) from begun) < p_count
        order by
            score desc, names.name asc, names.kind asc, names.id asc
        limit p_count
    ),

    found as (
        select
            1 as step,
            begun.*
        from begun
        union all
        select
            2 as step,
            alike.*
        from alike
        where (alike.kind, alike.id) not in (
            select
                begun.kind,
                begun.id
            from begun
        )
    )

    select
        row_number() over (
            order by
                found.step asc,
                found.score desc,
                found.name asc,
                found.kind asc,
                found.id asc
        ) as place,
        found.kind,
        found.id,
        found.name,
        found.popularity,
        found.score
    from found
    order by place asc
    limit p_count;
end;

comment on function api.search(text, integer, text) is
'Games, studios, genres and users for a text as it is typed, best first; '
'typos are forgiven.';

-- file: api/matches.sql
-- Which names does a text mean?  All whose words begin with the words typed;
-- where there is none, all that are spelled alike.  The best have the highest
-- score.
create function api.matches(p_kind text, p_query text)
returns table (
    id text,
    score double precision
)
language sql
stable
parallel safe
rows 50
security definer
set search_path = ''
set "pg_trgm.word_similarity_threshold" = 0.5
-- one plan for every kind: planning anew would take longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    with

    begun as materialized (
        select
            names.id,
            agg.search_score(
                names.search_text, queries.search_text, names.popularity
            ) as score
        from agg.search_queries(p_query, p_kind) as queries
        cross join generate_series(ascii('a'), ascii('i')) as steps (step)
        inner join agg.search_names as names
            on
                names.words
                @@ replace(queries.begun, '~', chr(steps.step))::tsquery
    ),

    alike as (
        select
            names.id,
            names.score
        from agg.search_alike(p_query, p_kind) as names
        where not exists (select from begun)
    )

    select
        begun.id,
        begun.score
    from begun
    union all
    select
        alike.id,
        alike.score
    from alike;
end;

comment on function api.matches(text, text) is
'Names of a kind that a text means, by words or spelled alike; the higher the '
'score, the better.';

-- file: agg/recommendation_goal.sql
-- What a recommendation is for.
create type agg.recommendation_goal as enum ('own', 'play');

comment on type agg.recommendation_goal is
'What a recommendation is for: what will be owned, or what will be played.';

-- file: agg/recommendation_method.sql
-- How games to recommend are found.
create type agg.recommendation_method as enum ('weights', 'users');

comment on type agg.recommendation_method is
'How games to recommend are found: by the weights of the model, or by what '
'similar users play.';

-- file: agg/wishes.sql
-- What the games of a list must be, as the functions of api take it apart.
create type agg.wishes as (
    year_from integer,
    genre_key text,
    price_to numeric,
    free_only boolean,
    early_access boolean,
    in_catalogue boolean
);

comment on type agg.wishes is
'What the games of a list must be: null for anything; false for free_only, '
'true for early_access and false for in_catalogue let all in.';

-- file: agg/published_model.sql
-- Which model is in use?  Grain: one row, or none before the first model.
create view agg.published_model as
select model_id
from core.recommendation_models
where status = 'published';

comment on view agg.published_model is
'The model in use; one row, or none before the first is published.';
comment on column agg.published_model.model_id is
'The model.';

-- file: api/recommendation_models.sql
-- Which models were trained, and how good is each?  Grain: one row per
-- training run that ended.
create view api.recommendation_models as
select
    model_id,
    status,
    started_at,
    finished_at,
    data_version,
    seed,
    parameters,
    metrics,
    timings,
    versions,
    comparison
from core.recommendation_models;

comment on view api.recommendation_models is
'Models that were trained; one row per training run that ended.';
comment on column api.recommendation_models.model_id is
'The model.';
comment on column api.recommendation_models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.recommendation_models.started_at is
'Start of the training.';
comment on column api.recommendation_models.finished_at is
'When it was stored.';
comment on column api.recommendation_models.data_version is
'Version of the data that it learnt from.';
comment on column api.recommendation_models.seed is
'Seed of its random numbers.';
comment on column api.recommendation_models.parameters is
'Parameters of the training.';
comment on column api.recommendation_models.metrics is
'What it reached on hidden games.';
comment on column api.recommendation_models.timings is
'Seconds by stage.';
comment on column api.recommendation_models.versions is
'Versions of what did the work.';
comment on column api.recommendation_models.comparison is
'Its metrics beside those of the model published then; null for the '
'first.';

-- file: api/recommendation_games.sql
-- Which games does the published model know?  Grain: one row per game.
create view api.recommendation_games as
select
    model_id,
    game_id,
    owners_count,
    popularity_rank,
    is_newcomer,
    own_bias,
    play_bias
from core.recommendation_games
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.recommendation_games is
'Games that the published model knows; one row per game.';
comment on column api.recommendation_games.model_id is
'The model.';
comment on column api.recommendation_games.game_id is
'The game.';
comment on column api.recommendation_games.owners_count is
'Libraries with it, of those that the model learnt from.';
comment on column api.recommendation_games.popularity_rank is
'1 has the most owners.';
comment on column api.recommendation_games.is_newcomer is
'Has too few owners for weights of its own, and is found by newcomer '
'weights.';
comment on column api.recommendation_games.own_bias is
'Added to its score for what will be owned, in thousandths.';
comment on column api.recommendation_games.play_bias is
'Added to its score for what will be played, in thousandths.';

-- file: api/recommendation_weights.sql
-- What does a game in a library say of another?  Grain: one row per (game,
-- other game) of the published model.
create view api.recommendation_weights as
select
    model_id,
    game_id,
    recommended_game_id,
    own_weight,
    play_weight
from core.recommendation_weights
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.recommendation_weights is
'What a game in a library says of another in the published model; one row '
'per (game, other game).';
comment on column api.recommendation_weights.model_id is
'The model.';
comment on column api.recommendation_weights.game_id is
'The game in the library.';
comment on column api.recommendation_weights.recommended_game_id is
'The game that it speaks for, or against.';
comment on column api.recommendation_weights.own_weight is
'For owning it, in thousandths; below 0 speaks against.';
comment on column api.recommendation_weights.play_weight is
'For playing it, in thousandths; below 0 speaks against.';

-- file: api/newcomer_weights.sql
-- What does a game in a library say of a game that few own?  Grain: one row
-- per (game, newcomer) of the published model.
create view api.newcomer_weights as
select
    model_id,
    game_id,
    recommended_game_id,
    weight
from core.newcomer_weights
where
    model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.newcomer_weights is
'What a game in a library says of a newcomer in the published model; one '
'row per (game, newcomer).';
comment on column api.newcomer_weights.model_id is
'The model.';
comment on column api.newcomer_weights.game_id is
'The game in the library.';
comment on column api.newcomer_weights.recommended_game_id is
'The newcomer that it speaks for.';
comment on column api.newcomer_weights.weight is
'How much, in thousandths.';

-- file: api/game_similarities.sql
-- Which games are similar to a game?  Grain: one row per (game, rank) of the
-- published model.
create view api.game_similarities as
select
    lists.model_id,
    lists.game_id,
    listed.rank,
    listed.similar_game_id,
    listed.score,
    listed.players_share,
    round(1 - listed.players_share::numeric, 4)::real as content_share
from core.game_similarities as lists
cross join
    lateral unnest(
        lists.similar_game_ids, lists.scores, lists.players_shares
    ) with ordinality
        as listed (similar_game_id, score, players_share, rank)
where
    lists.model_id = (
        select published.model_id
        from agg.published_model as published
    );

comment on view api.game_similarities is
'Games most similar to a game in the published model; one row per (game, '
'rank).';
comment on column api.game_similarities.model_id is
'The model.';
comment on column api.game_similarities.game_id is
'The game.';
comment on column api.game_similarities.rank is
'Place, from 1 to 50.';
comment on column api.game_similarities.similar_game_id is
'The similar game.';
comment on column api.game_similarities.score is
'How similar, 0 to 1.';
comment on column api.game_similarities.players_share is
'Part of the score due to common players; the two parts add up to 1.';
comment on column api.game_similarities.content_share is
'Part of the score due to what the games are.';

-- file: agg/library_weight.sql
-- How much does a game in a library count, in thousandths?  For what will be
-- owned all count alike; for what will be played those played longer count
-- more, and one of unknown playtime counts as one played for an hour.
create function agg.library_weight(p_goal text, p_minutes integer)
returns integer
language sql
stable
parallel safe
begin atomic
    select
        case p_goal
            when 'own' then 1000
            when 'play'
                then
                    round(
                        400
                        + 70 * ln(
                            1
                            + greatest(
                                coalesce(p_minutes, 60), 0
                            )::double precision
                        )
                    )::integer
            -- another goal is an error
            else length(p_goal::agg.recommendation_goal::text)
        end as weight;
end;

comment on function agg.library_weight(text, integer) is
'How much a game in a library counts for a goal (''own'' or ''play'') after '
'so many minutes of it, in thousandths.';

-- file: api/library_weight.sql
-- How much does a game in a library count for what is recommended?
create function api.library_weight(p_goal text, p_minutes integer)
returns integer
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select agg.library_weight(p_goal, p_minutes) as weight;
end;

comment on function api.library_weight(text, integer) is
'How much a game in a library counts for a goal (''own'' or ''play'') after '
'so many minutes of it, in thousandths.';

-- file: agg/offered_games.sql
-- Which games fit wishes?  Of what is unknown about a game none fits.
create function agg.offered_games(p_wishes agg.wishes)
returns table (game_id bigint, game text)
language sql
stable
parallel safe
begin atomic
    select
        games.game_id,
        coalesce(games.name, 'App ' || games.game_id) as game
    from core.games
    where
        (games.is_in_catalogue or not (p_wishes).in_catalogue)
        and (
            (p_wishes).year_from is null
            or games.release_year >= (p_wishes).year_from
        )
        and (
            (p_wishes).price_to is null
            or games.price_usd <= (p_wishes).price_to
        )
        and (games.price_usd = 0 or not (p_wishes).free_only)
        and (games.is_early_access is not true or (p_wishes).early_access)
        and (
            (p_wishes).genre_key is null
            or exists (
                select
                from core.game_genres
                where
                    game_genres.game_id = games.game_id
                    and game_genres.genre_id = (
                        select genres.genre_id
                        from core.genres
                        where genres.name_key = (p_wishes).genre_key
                    )
            )
        );
end;

comment on function agg.offered_games(agg.wishes) is
'Games that fit wishes; a game of unknown year or price fits none that asks '
'for one.';

-- file: agg/weight_scores.sql
-- What do the games of a library say of games that are not in it?  The sum of
-- their weights, each times what the game counts, and the bias: in
-- millionths, as whole numbers, so that no plan changes the sum.  A popular
-- game of which they say nothing has its bias alone; where they say nothing of
-- any game there are no scores.
create function agg.weight_scores(
    p_games bigint[], p_minutes integer[], p_goal text
)
returns table (game_id bigint, millionths bigint)
language sql
stable
parallel safe
begin atomic
    with

    library as materialized (
        select
            held.game_id,
            agg.library_weight(p_goal, held.minutes) as weight
        from unnest(p_games, p_minutes) as held (game_id, minutes)
    ),

    sums as (
        select
            weights.recommended_game_id as game_id,
            sum(
                library.weight
                * case p_goal
                    when 'own' then weights.own_weight
                    else weights.play_weight
                end
            ) as millionths
        from library
        inner join core.recommendation_weights as weights using (game_id)
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
        group by weights.recommended_game_id
    ),

    said as (
        select
            sums.game_id,
            sums.millionths
        from sums
        union all
        -- nothing else can be among the best with its bias alone
        select
            popular.game_id,
            0 as millionths
        from core.recommendation_games as popular
        where
            popular.model_id = (
                select published.model_id
                from agg.published_model as published
            )
            and popular.popularity_rank <= 200
            and popular.owners_count > 0
            and popular.game_id not in (
                select spoken.game_id from sums as spoken
            )
            and exists (select anything.game_id from sums as anything)
    )

    select
        said.game_id,
        said.millionths
        + 1000 * coalesce(
            case p_goal
                when 'own' then games.own_bias
                else games.play_bias
            end,
            0
        ) as millionths
    from said
    -- left: a weight may name a game that has no row of its own
    left join core.recommendation_games as games
        on
            said.game_id = games.game_id
            and games.model_id = (
                select published.model_id
                from agg.published_model as published
            )
    where not exists (
        select from library
        where library.game_id = said.game_id
    );
end;

comment on function agg.weight_scores(bigint[], integer[], text) is
'Scores for a library, in millionths: of the games of which it says '
'something, and of the 200 that most own.';

-- file: agg/newcomer_scores.sql
-- What do the games of a library say of games that few own?  The same sum,
-- over the newcomers' weights.
create function agg.newcomer_scores(
    p_games bigint[], p_minutes integer[], p_goal text
)
returns table (game_id bigint, millionths bigint)
language sql
stable
parallel safe
begin atomic
    with

    library as materialized (
        select
            held.game_id,
            agg.library_weight(p_goal, held.minutes) as weight
        from unnest(p_games, p_minutes) as held (game_id, minutes)
    ),

    sums as (
        select
            weights.recommended_game_id as game_id,
            sum(library.weight * weights.weight) as millionths
        from library
        inner join core.newcomer_weights as weights using (game_id)
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
        group by weights.recommended_game_id
    )

    select
        sums.game_id,
        sums.millionths
    from sums
    where not exists (
        select from library
        where library.game_id = sums.game_id
    );
end;

comment on function agg.newcomer_scores(bigint[], integer[], text) is
'Scores of the newcomers for which a library''s games speak, in millionths.';

-- file: agg/nearby_users.sql
-- Which users may be similar to somebody who played these games?  Those who
-- weigh most by the most telling of them: the games that fewest have played,
-- until these have 60,000 players.
create function agg.nearby_users(p_games bigint[], p_minutes integer[])
returns table (user_key integer)
language sql
stable
parallel safe
begin atomic
    with

    telling as (
        select
            players.user_keys,
            players.weights,
            agg.library_weight('play', held.minutes) as weight,
            sum(players.players_count) over (
                order by players.players_count asc, players.game_id asc
            ) - players.players_count as players_before
        from unnest(p_games, p_minutes) as held (game_id, minutes)
        inner join core.recommendation_players as players using (game_id)
        where
            -- of unknown playtime is taken as played
            coalesce(held.minutes, 1) > 0
            and players.model_id = (
                select published.model_id
                from agg.published_model as published
            )
    )

    select listed.user_key
    from telling
    cross join
        lateral unnest(telling.user_keys, telling.weights)
            as listed (user_key, weight)
    where telling.players_before < 60000
    group by listed.user_key
    order by
        sum(telling.weight * listed.weight) desc,
        listed.user_key asc
    limit 100;
end;

comment on function agg.nearby_users(bigint[], integer[]) is
'At most 100 users who share the most telling games of somebody who played '
'these.';

-- file: agg/user_scores.sql
-- What do the users most similar to somebody play?  Similarity is the cosine
-- of what two users play, longer playtime counting more; the 50 most similar
-- of those who play something else have a say.  A game's score is the share of
-- their similarity that belongs to its players.
create function agg.user_scores(p_games bigint[], p_minutes integer[])
returns table (game_id bigint, millionths bigint, users_count bigint)
language sql
stable
parallel safe
begin atomic
    with

    library as materialized (
        select
            held.game_id,
            case
                when coalesce(held.minutes, 1) > 0
                    then agg.library_weight('play', held.minutes)
                else 0
            end as weight
        from unnest(p_games, p_minutes) as held (game_id, minutes)
    ),

    played as (
        select
            items.user_key,
            items.game_id,
            agg.library_weight('play', items.playtime_minutes) as weight
        from agg.nearby_users(p_games, p_minutes)
        inner join core.items using (user_key)
        where items.playtime_minutes > 0
    ),

    compared as materialized (
        select
            played.user_key,
            played.game_id,
            library.game_id is null as is_new,
            bool_or(library.game_id is null) over of_user as has_new,
            round(
                1000 * sum(played.weight * library.weight) over of_user
                / sqrt(sum(played.weight * played.weight) over of_user)
            )::bigint as likeness
        from played
        left join library using (game_id)
        window of_user as (partition by played.user_key)
    ),

    users as materialized (
        select distinct
            compared.user_key,
            compared.likeness
        from compared
        where compared.has_new
        order by compared.likeness desc, compared.user_key asc
        limit 50
    ),

    whole as (
        select sum(users.likeness) as likeness
        from users
    )

    select
        compared.game_id,
        round(1000000 * sum(users.likeness) / max(whole.likeness))::bigint
            as millionths,
        count(*) as users_count
    from users
    inner join compared using (user_key)
    cross join whole
    where compared.is_new
    group by compared.game_id;
end;

comment on function agg.user_scores(bigint[], integer[]) is
'Scores of games by the users most similar to somebody with these, in '
'millionths, and how many of these users play each.';

-- file: agg/library_scores.sql
-- What does a library say of games that are not in it?  By one of three ways:
-- the model's weights, its weights for newcomers, or similar users, of which
-- it also says how many speak for a game.
create function agg.library_scores(
    p_games bigint[], p_minutes integer[], p_goal text, p_way text
)
returns table (game_id bigint, millionths bigint, users_count bigint)
language sql
stable
parallel safe
begin atomic
    select
        scores.game_id,
        scores.millionths,
        null::bigint as users_count
    from agg.weight_scores(p_games, p_minutes, p_goal) as scores
    where p_way = 'weights'
    union all
    select
        scores.game_id,
        scores.millionths,
        null::bigint as users_count
    from agg.newcomer_scores(p_games, p_minutes, p_goal) as scores
    where p_way = 'newcomers'
    union all
    select
        scores.game_id,
        scores.millionths,
        scores.users_count
    from agg.user_scores(p_games, p_minutes) as scores
    where p_way = 'users';
end;

comment on function agg.library_scores(bigint[], integer[], text, text) is
'Scores of games for a library in one of three ways (''weights'', '
'''newcomers'' or ''users''), in millionths.';

-- file: agg/best_games.sql
-- Which games does a library speak for most, of those that fit wishes?  Games
-- are looked at from the best down, and only until there are enough.  Equal
-- scores go by owners, then by id.
create function agg.best_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_way text,
    p_wishes agg.wishes,
    p_but bigint[],
    p_count bigint
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    millionths bigint,
    users_count bigint
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    ranked as (
        select
            scores.game_id,
            scores.millionths,
            scores.users_count
        from
            agg.library_scores(p_games, p_minutes, p_goal, p_way)
                as scores
        -- by weights a score may well be negative: it is one of log-odds
        where p_way = 'weights' or scores.millionths > 0
        order by scores.millionths desc
        -- what follows must not be asked of each weight before it is summed
        offset 0
    ),

    firsts as (
        select
            ranked.game_id,
            offered.game,
            ranked.millionths,
            ranked.users_count
        from ranked
        inner join agg.offered_games(p_wishes) as offered using (game_id)
        where ranked.game_id <> all(p_but)
        order by ranked.millionths desc
        fetch first p_count rows with ties
    )

    select
        row_number() over (
            order by
                firsts.millionths desc,
                games.popularity_rank asc,
                firsts.game_id asc
        ) as place,
        firsts.game_id,
        firsts.game,
        firsts.millionths,
        firsts.users_count
    from firsts
    -- left: a weight may name a game that has no row of its own
    left join core.recommendation_games as games
        on
            firsts.game_id = games.game_id
            and games.model_id = (
                select published.model_id
                from agg.published_model as published
            )
    order by place asc
    limit p_count;
end;

comment on function agg.best_games(
    bigint[], integer[], text, text, agg.wishes, bigint[], bigint
) is
'The games that a library speaks for most, best first, but for some.';

-- file: agg/popular_games.sql
-- Which games do most own, of those that fit wishes, are not in a library,
-- and of which its games say nothing, or as much for as against?
create function agg.popular_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_way text,
    p_wishes agg.wishes,
    p_but bigint[],
    p_count bigint
)
returns table (place bigint, game_id bigint, game text)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    left_out as (
        select scores.game_id
        from
            agg.library_scores(p_games, p_minutes, p_goal, p_way)
                as scores
        where scores.millionths <> 0
        union all
        select held.game_id
        from unnest(p_games || p_but) as held (game_id)
    )

    select
        row_number() over (
            order by games.popularity_rank asc, games.game_id asc
        ) as place,
        games.game_id,
        offered.game
    from core.recommendation_games as games
    inner join agg.offered_games(p_wishes) as offered using (game_id)
    where
        games.model_id = (
            select published.model_id
            from agg.published_model as published
        )
        and games.game_id not in (
            select left_out.game_id from left_out
            where left_out.game_id is not null
        )
    order by games.popularity_rank asc, games.game_id asc
    limit p_count;
end;

comment on function agg.popular_games(
    bigint[], integer[], text, text, agg.wishes, bigint[], bigint
) is
'The games with most owners of which a library says nothing, but for some.';

-- file: agg/diverse_games.sql
-- The best games of which none is much like another: maximal marginal
-- relevance.  Each time the one is taken whose score, from 0 for the worst to
-- 1 for the best, less its similarity to what was taken is largest;
-- p_diversity is the weight of the similarity, 0 to 1.
create function agg.diverse_games(
    p_games bigint[],
    p_millionths bigint[],
    p_count bigint,
    p_diversity double precision
)
returns table (place bigint, game_id bigint)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with recursive

    ends as (
        select p_millionths[cardinality(p_millionths)] as worst
    ),

    candidates as materialized (
        select
            given.game_id,
            given.place,
            (1 - p_diversity) * (given.score - ends.worst)
            / greatest(p_millionths[1] - ends.worst, 1) as worth
        from
            unnest(p_games, p_millionths)
            with ordinality as given (game_id, score, place)
        cross join ends
    ),

    listed as (
        select
            lists.game_id as game_a,
            listed.game_id as game_b,
            listed.score
        from agg.published_model
        inner join core.game_similarities as lists using (model_id)
        cross join
            lateral unnest(lists.similar_game_ids, lists.scores)
                as listed (game_id, score)
        where
            lists.game_id = any(p_games)
            and listed.game_id = any(p_games)
    ),

    likeness as materialized (
        select
            both_ways.game_a,
            both_ways.game_b,
            p_diversity * max(both_ways.score) as penalty
        from (
            select
                listed.game_a,
                listed.game_b,
                listed.score
            from listed
            union all
            select
                listed.game_b,
                listed.game_a,
                listed.score
            from listed
        ) as both_ways
        group by both_ways.game_a, both_ways.game_b
    ),

    taken as (
        select
            1::bigint as place,
            p_games[1] as game_id,
            p_games[:1] as so_far
        union all
        select
            taken.place + 1 as place,
            pick.game_id,
            taken.so_far || pick.game_id as so_far
        from taken
        cross join
            lateral (
                select candidates.game_id
                from candidates
                left join likeness
                    on
                        candidates.game_id = likeness.game_a
                        and likeness.game_b = any(taken.so_far)
                where candidates.game_id <> all(taken.so_far)
                group by candidates.game_id, candidates.worth, candidates.place
                order by
                    candidates.worth - coalesce(max(likeness.penalty), 0) desc,
                    candidates.place asc
                limit 1
            ) as pick
        where taken.place < p_count
    )

    select
        taken.place,
        taken.game_id
    from taken
    where taken.game_id is not null;
end;

comment on function agg.diverse_games(
    bigint[], bigint[], bigint, double precision
) is
'The best of ranked games of which none is much like another.';

-- file: agg/picked_games.sql
-- The best games of a library, or the best of which none is much like another.
create function agg.picked_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_way text,
    p_wishes agg.wishes,
    p_but bigint[],
    p_count bigint,
    p_diversity double precision
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    millionths bigint,
    users_count bigint
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    best as materialized (
        select found.*
        from
            agg.best_games(
                p_games,
                p_minutes,
                p_goal,
                p_way,
                p_wishes,
                p_but,
                case
                    when p_diversity > 0 then greatest(p_count, 100)
                    else p_count
                end
            ) as found
    ),

    lists as materialized (
        select
            array_agg(best.game_id order by best.place) as games,
            array_agg(best.millionths order by best.place) as millionths
        from best
        where p_diversity > 0
    ),

    diverse as (
        select found.*
        from lists
        cross join
            lateral agg.diverse_games(
                lists.games, lists.millionths, p_count, p_diversity
            ) as found
        where lists.games is not null
    )

    select
        best.place,
        best.game_id,
        best.game,
        best.millionths,
        best.users_count
    from best
    where p_diversity <= 0
    union all
    select
        diverse.place,
        diverse.game_id,
        best.game,
        best.millionths,
        best.users_count
    from diverse
    inner join best using (game_id);
end;

comment on function agg.picked_games(
    bigint[], integer[], text, text, agg.wishes, bigint[], bigint,
    double precision
) is
'The best games of a library, the more different from each other the larger '
'p_diversity is, from 0 to 1.';

-- file: agg/chosen_games.sql
-- Which games does somebody with this library want?  Those for which the
-- library speaks; then what most own, where these are too few; at the end as
-- many newcomers as are asked for.
create function agg.chosen_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_method agg.recommendation_method,
    p_wishes agg.wishes,
    p_count integer,
    p_diversity double precision,
    p_newcomers integer
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    millionths bigint,
    users_count bigint,
    origin text
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    newcomers as materialized (
        select found.*
        from
            agg.best_games(
                p_games, p_minutes, p_goal, 'newcomers', p_wishes, '{}',
                least(p_newcomers, p_count)
            ) as found
        where p_newcomers > 0
    ),

    room as materialized (
        select
            p_count - count(*) as size,
            coalesce(array_agg(newcomers.game_id), '{}') as taken
        from newcomers
    ),

    picked as materialized (
        select found.*
        from room
        cross join
            lateral agg.picked_games(
                p_games, p_minutes, p_goal, p_method::text, p_wishes,
                room.taken, room.size, p_diversity
            ) as found
    ),

    gaps as materialized (
        select
            room.size - count(picked.game_id) as size,
            room.taken || array_agg(picked.game_id) as taken
        from room
        left join picked on true
        group by room.size, room.taken
    ),

    popular as (
        select found.*
        from gaps
        cross join
            lateral agg.popular_games(
                p_games, p_minutes, p_goal, p_method::text, p_wishes,
                gaps.taken, gaps.size
            ) as found
        where gaps.size > 0
    ),

    chosen as (
        select
            1 as step,
            p_method::text as origin,
            picked.*
        from picked
        union all
        select
            2 as step,
            'popularity' as origin,
            popular.*,
            0 as millionths,
            null as users_count
        from popular
        union all
        select
            3 as step,
            'newcomers' as origin,
            newcomers.*
        from newcomers
    )

    select
        row_number() over (
            order by chosen.step asc, chosen.place asc
        ) as place,
        chosen.game_id,
        chosen.game,
        chosen.millionths,
        chosen.users_count,
        chosen.origin
    from chosen;
end;

comment on function agg.chosen_games(
    bigint[], integer[], text, agg.recommendation_method, agg.wishes, integer,
    double precision, integer
) is
'Games for a library, and what found each: ''weights'' or ''users'', '
'''popularity'' or ''newcomers''.';

-- file: agg/weight_reasons.sql
-- Which games of a library speak for the games that were chosen for it?  Of
-- each the three with the largest part in what speaks for it.
create function agg.weight_reasons(
    p_chosen bigint[],
    p_newcomers bigint[],
    p_games bigint[],
    p_minutes integer[],
    p_goal text
)
returns table (game_id bigint, reasons json)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    weights as materialized (
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id,
            case p_goal
                when 'own' then weights.own_weight
                else weights.play_weight
            end as weight
        from core.recommendation_weights as weights
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
            and weights.recommended_game_id = any(p_chosen)
        union all
        select
            weights.recommended_game_id as chosen_game_id,
            weights.game_id,
            weights.weight
        from core.newcomer_weights as weights
        where
            weights.model_id = (
                select published.model_id
                from agg.published_model as published
            )
            and weights.recommended_game_id = any(p_newcomers)
    ),

    parts as (
        select
            weights.chosen_game_id,
            weights.game_id,
            weights.weight * agg.library_weight(p_goal, held.minutes) as part
        from weights
        inner join unnest(p_games, p_minutes) as held (game_id, minutes)
            using (game_id)
        where weights.weight > 0
    ),

    placed as (
        select
            parts.chosen_game_id,
            parts.game_id,
            parts.part,
            sum(parts.part) over chosen as whole,
            row_number() over (
                chosen order by parts.part desc, parts.game_id asc
            ) as place
        from parts
        window chosen as (partition by parts.chosen_game_id)
    )

    select
        placed.chosen_game_id as game_id,
        json_agg(
            json_build_object(
                'game_id', placed.game_id,
                'game', coalesce(games.name, 'App ' || placed.game_id),
                'share', round(placed.part::numeric / placed.whole, 4)
            )
            order by placed.place
        ) as reasons
    from placed
    inner join core.games using (game_id)
    where placed.place <= 3
    group by placed.chosen_game_id;
end;

comment on function agg.weight_reasons(
    bigint[], bigint[], bigint[], integer[], text
) is
'The games of a library that speak most for chosen games, with their shares.';

-- file: agg/recommended_games.sql
-- Which games does somebody with this library want, and why?
create function agg.recommended_games(
    p_games bigint[],
    p_minutes integer[],
    p_goal text,
    p_method agg.recommendation_method,
    p_wishes agg.wishes,
    p_count integer,
    p_diversity double precision,
    p_newcomers integer
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    origin text,
    reasons json
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    chosen as materialized (
        select found.*
        from agg.chosen_games(
            p_games,
            p_minutes,
            p_goal,
            p_method,
            p_wishes,
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    ),

    reasoned as materialized (
        select found.*
        from agg.weight_reasons(
            array(
                select game_id from chosen
                where origin = 'weights'
            ),
            array(
                select game_id from chosen
                where origin = 'newcomers'
            ),
            p_games,
            p_minutes,
            p_goal
        ) as found
    )

    select
        chosen.place,
        chosen.game_id,
        chosen.game,
        trim_scale(chosen.millionths / 1000000.0) as score,
        case
            -- nothing in the library speaks for it
            when chosen.origin = 'weights' and reasoned.reasons is null
                then 'popularity'
            else chosen.origin
        end as origin,
        case
            -- what is popular has no reasons
            when chosen.origin = 'popularity' then '[]'
            when chosen.origin = 'users'
                then
                    json_build_array(
                        json_build_object('users_count', chosen.users_count)
                    )
            -- a bias alone is none either
            else coalesce(reasoned.reasons, '[]')
        end as reasons
    from chosen
    left join reasoned using (game_id)
    order by chosen.place asc;
end;

comment on function agg.recommended_games(
    bigint[], integer[], text, agg.recommendation_method, agg.wishes, integer,
    double precision, integer
) is
'Games for a library, best first, with what found each and the reasons.';

-- file: agg/model_document.sql
-- The published model, as documents name it.
create function agg.model_document()
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'model_id', models.model_id,
            'data_version', models.data_version,
            'trained_at', models.finished_at
        ) as answer
    from core.recommendation_models as models
    inner join agg.published_model using (model_id);
end;

comment on function agg.model_document() is
'The published model as documents name it; null before the first.';

-- file: api/similar_games.sql
-- Q21: which games are most similar to a game?
create function api.similar_games(
    p_game_id bigint,
    p_count integer default 10,
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score real,
    players_share real,
    content_share real
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        row_number() over (order by similar_games.rank) as place,
        offered.game_id,
        offered.game,
        similar_games.score,
        similar_games.players_share,
        similar_games.content_share
    from api.game_similarities as similar_games
    inner join
        agg.offered_games(
            row(
                p_year_from,
                api.name_key(p_genre),
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue
            )::agg.wishes
        ) as offered
        on similar_games.similar_game_id = offered.game_id
    where similar_games.game_id = p_game_id
    order by similar_games.rank asc
    limit p_count;
end;

comment on function api.similar_games(
    bigint, integer, integer, text, numeric, boolean, boolean, boolean
) is
'The games most similar to a game, of those that fit the wishes; at most 50. '
'An unknown year or price fits no wish; a genre counts in any case of '
'letters.';

-- file: api/recommended_games_for.sql
-- Which games does somebody with these games want?  Of a game that is named
-- twice the longer playtime counts.
create function api.recommended_games_for(
    p_games bigint[],
    p_minutes integer[] default null,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    source text,
    reasons json
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    library as materialized (
        select
            coalesce(array_agg(held.game_id), '{}') as games,
            array_agg(held.minutes) as minutes
        from (
            select
                given.game_id,
                max(given.minutes) as minutes
            from unnest(p_games, p_minutes) as given (game_id, minutes)
            where given.game_id is not null
            group by given.game_id
        ) as held
    )

    select
        found.place,
        found.game_id,
        found.game,
        found.score,
        found.origin,
        found.reasons
    from library
    cross join
        lateral agg.recommended_games(
            library.games,
            library.minutes,
            p_goal,
            p_method::agg.recommendation_method,
            row(
                p_year_from,
                api.name_key(p_genre),
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue
            )::agg.wishes,
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    order by found.place asc;
end;

comment on function api.recommended_games_for(
    bigint[], integer[], integer, text, text, integer, text, numeric, boolean,
    boolean, boolean, double precision, integer
) is
'Games for somebody who has these games, played for so many minutes each, '
'with the reasons; unknown games count for nothing. The other arguments are '
'those of recommended_games().';

-- file: api/recommended_games.sql
-- Q22: which games does a user want?  One whose library is not known is known
-- by the games reviewed.
create function api.recommended_games(
    p_user_id text,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    source text,
    reasons json
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    library as materialized (
        select
            coalesce(
                array_agg(held.game_id) filter (where held.game_id is not null),
                '{}'
            ) as games,
            array_agg(held.playtime_minutes) as minutes
        from core.users
        -- a user may have nothing at all
        left join
            lateral (
                select
                    items.game_id,
                    items.playtime_minutes
                from core.items
                where items.user_key = users.user_key
                union all
                select
                    reviews.game_id,
                    null as playtime_minutes
                from core.reviews
                where
                    reviews.user_key = users.user_key
                    and not exists (
                        select from core.items
                        where items.user_key = users.user_key
                    )
            ) as held
            on true
        where users.user_id = p_user_id
        group by users.user_key
    )

    select
        found.place,
        found.game_id,
        found.game,
        found.score,
        found.origin,
        found.reasons
    from library
    cross join
        lateral agg.recommended_games(
            library.games,
            library.minutes,
            p_goal,
            p_method::agg.recommendation_method,
            row(
                p_year_from,
                api.name_key(p_genre),
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue
            )::agg.wishes,
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    order by found.place asc;
end;

comment on function api.recommended_games(
    text, integer, text, text, integer, text, numeric, boolean, boolean,
    boolean, double precision, integer
) is
'Games for a user, none of which the user has, best first, with the reasons; '
'no row for an unknown user; one without a library is known by the games '
'reviewed. p_goal is ''own'' or ''play'': what will be '
'owned, or played; p_method ''weights'' (the model) or ''users'' (who are '
'similar); p_diversity goes from 0 (the best) to 1 (the least alike); the '
'last p_newcomers places go to games that few own.';

-- file: agg/price_history.sql
-- What did earlier games of the same studios and series cost?  Grain: one row
-- per (game, kind of line).  A game sees only those before it, of them only
-- prices that are not hidden, and as a newcomer none of its own developer's.
create function agg.price_history(
    p_hidden bigint[] default '{}', p_as_newcomer boolean default false
)
returns table (
    game_id bigint,
    kind text,
    last_usd numeric,
    mean_usd numeric,
    games_count bigint
)
language sql
stable
security definer
set search_path = ''
set work_mem = '256MB'
begin atomic
    with

    hidden as (
        select distinct ids.game_id
        from unnest(p_hidden) as ids (game_id)
    ),

    told as (
        select
            priced.kind,
            priced.line_key,
            priced.game_id,
            priced.place,
            priced.developer_id,
            case when hidden.game_id is null then priced.price_usd end
                as price_usd
        from agg.price_lines as priced
        -- most prices are not hidden
        left join hidden using (game_id)
    ),

    seen as (
        select
            told.game_id,
            told.kind,
            told.developer_id,
            -- the greatest of these is the latest
            max(
                array[told.place, told.price_usd, told.developer_id]
            ) filter (
                where told.price_usd is not null
            ) over earlier as latest,
            coalesce(sum(told.price_usd) over earlier, 0) as all_usd,
            count(told.price_usd) over earlier as all_count,
            -- where no developer is named, no game is known to be its own
            case
                when p_as_newcomer and told.developer_id is not null
                    then coalesce(sum(told.price_usd) over own, 0)
                else 0
            end as own_usd,
            case
                when p_as_newcomer and told.developer_id is not null
                    then count(told.price_usd) over own
                else 0
            end as own_count
        from told
        window
            earlier as (
                partition by told.kind, told.line_key
                order by told.place
                rows between unbounded preceding and 1 preceding
            ),
            own as (
                partition by told.kind, told.line_key, told.developer_id
                order by told.place
                rows between unbounded preceding and 1 preceding
            )
    )

    select
        seen.game_id,
        seen.kind,
        case
            when p_as_newcomer and seen.latest[3] = seen.developer_id
                -- for the latest of the others
                then
                    (seen.all_usd - seen.own_usd)
                    / nullif(seen.all_count - seen.own_count, 0)
            else seen.latest[2]
        end as last_usd,
        (seen.all_usd - seen.own_usd)
        / nullif(seen.all_count - seen.own_count, 0) as mean_usd,
        seen.all_count - seen.own_count as games_count
    from seen;
end;

comment on function agg.price_history(bigint[], boolean) is
'What earlier games of the same studios and series cost, those hidden left '
'out, and of a newcomer those of its own developer; one row per (game, kind '
'of line).';

-- file: agg/price_history_of.sql
-- What did the games of studios and of a series cost, all of them?  What a
-- game would see that is yet to come.  Grain: one row per kind of line.
create function agg.price_history_of(
    p_developer_id integer,
    p_publisher_id integer,
    p_series text,
    p_is_extra boolean
)
returns table (
    kind text,
    last_usd numeric,
    mean_usd numeric,
    games_count bigint
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        known.kind,
        (
            max(array[priced.place, priced.price_usd]) filter (
                where priced.price_usd is not null
            )
        )[2] as last_usd,
        avg(priced.price_usd) as mean_usd,
        count(priced.price_usd) as games_count
    from
        agg.price_keys(
            p_developer_id, p_publisher_id, p_series, p_is_extra
        ) as known
    -- nobody may have made anything there yet
    left join agg.price_lines as priced
        on
            known.kind = priced.kind
            and known.line_key = priced.line_key
    group by known.kind;
end;

comment on function agg.price_history_of(integer, integer, text, boolean) is
'What the games of studios and of a series cost, as a game yet to come sees '
'them; one row per kind of line.';

-- file: agg/price_clues.sql
-- What is known of a game whose price is sought.
create type agg.price_clues as (
    genre_keys text [],
    tag_keys text [],
    spec_keys text [],
    developer_id integer,
    publisher_id integer,
    title text,
    release_year numeric,
    is_early_access boolean,
    metascore integer,
    store_sentiment text,
    reviews_count integer,
    recommended_percent numeric,
    owners_count bigint,
    players_count bigint,
    playtime_median_minutes numeric
);

comment on type agg.price_clues is
'What is known of a game whose price is sought; null is unknown, an empty '
'list is none. Names in lower case; the year may have a fraction.';

-- file: agg/price_clues_mask.sql
-- Which clues are there?  The sum of their numbers, as price_model_errors has
-- it.
create function agg.price_clues_mask(p_clues agg.price_clues)
returns integer
language sql
immutable
parallel safe
begin atomic
    select
        ((p_clues).genre_keys is not null)::integer * 1
        + ((p_clues).tag_keys is not null)::integer * 2
        + ((p_clues).spec_keys is not null)::integer * 4
        + ((p_clues).is_early_access is not null)::integer * 8
        + ((p_clues).release_year is not null)::integer * 16
        + (
            (p_clues).developer_id is not null
            or (p_clues).publisher_id is not null
        )::integer * 32
        + ((p_clues).title is not null)::integer * 64
        + (
            (p_clues).metascore is not null
            or (p_clues).store_sentiment is not null
            or (p_clues).reviews_count is not null
            or (p_clues).recommended_percent is not null
        )::integer * 128 as clues_mask;
end;

comment on function agg.price_clues_mask(agg.price_clues) is
'The clues that are given, as the sum of their numbers.';

-- file: agg/price_clues_named.sql
-- The names of clues, from the sum of their numbers.
create function agg.price_clues_named(p_mask integer)
returns text[]
language sql
immutable
parallel safe
begin atomic
    select
        array(
            select clues.name
            from
                unnest(
                    array[
                        'genres', 'tags', 'specs', 'early_access', 'release',
                        'studios', 'title', 'reception'
                    ]
                ) with ordinality as clues (name, place)
            where (p_mask >> (clues.place - 1)::integer) & 1 = 1
            order by clues.place
        ) as names;
end;

comment on function agg.price_clues_named(integer) is
'The names of clues, from the sum of their numbers.';

-- file: agg/price_numbers.sql
-- Numbers that a price model reads, but for the history of studios.
create function agg.price_numbers(p_clues agg.price_clues)
returns table (
    release_year numeric,
    is_early_access integer,
    is_self_published integer,
    genres_count integer,
    tags_count integer,
    specs_count integer,
    metascore integer,
    sentiment integer,
    few_reviews_count integer,
    reviews_count integer,
    recommended_percent numeric,
    owners_count bigint,
    players_percent numeric,
    playtime_median_minutes numeric,
    title_words_count integer,
    title_length integer,
    title_number integer,
    title_parts integer
)
language sql
immutable
parallel safe
begin atomic
    select
        (p_clues).release_year as release_year,
        (p_clues).is_early_access::integer as is_early_access,
        ((p_clues).developer_id = (p_clues).publisher_id)::integer
            as is_self_published,
        cardinality((p_clues).genre_keys) as genres_count,
        cardinality((p_clues).tag_keys) as tags_count,
        cardinality((p_clues).spec_keys) as specs_count,
        (p_clues).metascore as metascore,
        array_position(
            array[
                'overwhelmingly negative', 'very negative', 'negative',
                'mostly negative', 'mixed', 'mostly positive', 'positive',
                'very positive', 'overwhelmingly positive'
            ],
            lower((p_clues).store_sentiment collate "default")
        ) - 5 as sentiment,
        substring(
            (p_clues).store_sentiment from '^(\d{1,4}) user'
        )::integer as few_reviews_count,
        (p_clues).reviews_count as reviews_count,
        (p_clues).recommended_percent as recommended_percent,
        (p_clues).owners_count as owners_count,
        100.0 * (p_clues).players_count / nullif((p_clues).owners_count, 0)
            as players_percent,
        (p_clues).playtime_median_minutes as playtime_median_minutes,
        cardinality(
            regexp_split_to_array(btrim((p_clues).title), '\s+')
        ) as title_words_count,
        char_length((p_clues).title) as title_length,
        substring((p_clues).title from '\d{1,4}')::integer as title_number,
        cardinality(
            regexp_split_to_array((p_clues).title, ':| - ')
        ) as title_parts;
end;

comment on function agg.price_numbers(agg.price_clues) is
'Numbers that a price model reads, but for the history of studios; null is '
'unknown.';

-- file: agg/published_price_model.sql
-- Which price model is in use?  Grain: one row, or none before the first.
create view agg.published_price_model as
select model_id
from core.price_models
where status = 'published';

comment on view agg.published_price_model is
'The price model in use; one row, or none before the first is published.';
comment on column agg.published_price_model.model_id is
'The model.';

-- file: agg/price_values.sql
-- What the published model reads of a game: a value for each feature, in
-- their order; null is unknown.
create function agg.price_values(p_clues agg.price_clues)
returns double precision[]
language sql
stable
parallel safe
begin atomic
    with

    numbers as (
        select to_jsonb(found) as named
        from agg.price_numbers(p_clues) as found
        union all
        select
            jsonb_build_object(
                past.kind || '_last_usd', past.last_usd,
                past.kind || '_mean_usd', past.mean_usd,
                past.kind || '_count', past.games_count
            ) as named
        from
            agg.price_history_of(
                (p_clues).developer_id,
                (p_clues).publisher_id,
                agg.price_series(agg.search_text((p_clues).title)),
                'downloadable content' = any((p_clues).spec_keys)
            ) as past
    ),

    by_name as (
        select
            pairs.name,
            pairs.number::double precision as number
        from numbers
        cross join
            lateral jsonb_each_text(numbers.named) as pairs (name, number)
    ),

    labels as (
        select
            'genre' as kind,
            (p_clues).genre_keys as label_keys
        union all
        select
            'tag' as kind,
            (p_clues).tag_keys as label_keys
        union all
        select
            'spec' as kind,
            (p_clues).spec_keys as label_keys
        union all
        select
            'word' as kind,
            string_to_array(agg.search_text((p_clues).title), ' ') as label_keys
    )

    select
        array_agg(
            coalesce(
                by_name.number,
                (
                    lower(features.name collate "default")
                    = any(labels.label_keys)
                )::integer
            )
            order by features.feature
        ) as feature_values
    from core.price_model_features as features
    inner join agg.published_price_model using (model_id)
    -- a feature is a number or a label
    left join by_name
        on
            features.kind = 'number'
            and features.name = by_name.name
    left join labels using (kind);
end;

comment on function agg.price_values(agg.price_clues) is
'What the published price model reads of a game, in the order of its '
'features; null is unknown.';

-- file: agg/price_effects.sql
-- What each feature adds to a price (and to both ends of its range), in US
-- dollars: the steps of the way
-- through every tree, each laid to the feature that was asked for.  The
-- effects of an output, with that of no feature, sum to what it foresees.
create function agg.price_effects(p_values double precision[])
returns table (output text, feature smallint, effect_usd double precision)
language sql
stable
parallel safe
set enable_hashjoin = off
set enable_mergejoin = off
begin atomic
    with recursive

    steps as (
        select
            nodes.model_id,
            nodes.output,
            nodes.tree,
            nodes.feature,
            case
                when p_values[nodes.feature] is null then nodes.missing_node
                when p_values[nodes.feature] <= nodes.threshold
                    then nodes.lower_node
                else nodes.upper_node
            end as next_node,
            nodes.value,
            null::smallint as moved_by,
            nodes.value as effect_usd
        from core.price_model_nodes as nodes
        inner join agg.published_price_model using (model_id)
        where nodes.node = 0
        union all
        select
            nodes.model_id,
            nodes.output,
            nodes.tree,
            nodes.feature,
            case
                when p_values[nodes.feature] is null then nodes.missing_node
                when p_values[nodes.feature] <= nodes.threshold
                    then nodes.lower_node
                else nodes.upper_node
            end as next_node,
            nodes.value,
            steps.feature as moved_by,
            nodes.value - steps.value as effect_usd
        from steps
        inner join core.price_model_nodes as nodes
            on
                steps.model_id = nodes.model_id
                and steps.output = nodes.output
                and steps.tree = nodes.tree
                and steps.next_node = nodes.node
    )

    select
        steps.output,
        steps.moved_by as feature,
        sum(steps.effect_usd) as effect_usd
    from steps
    group by steps.output, steps.moved_by;
end;

comment on function agg.price_effects(double precision[]) is
'What each feature adds to an output of the published price model, in US '
'dollars; the effect of no feature is the average.';

-- file: agg/predicted_price.sql
-- What should a game cost?  One row, or none before the first model.
create function agg.predicted_price(p_clues agg.price_clues)
returns table (
    predicted_usd numeric,
    low_usd numeric,
    high_usd numeric,
    base_usd double precision,
    unknown_usd double precision,
    features smallint[],
    effects_usd double precision[],
    feature_values double precision[],
    clues_mask integer
)
language sql
stable
parallel safe
begin atomic
    with

    told as materialized (
        select agg.price_values(p_clues) as feature_values
    ),

    effects as materialized (
        select
            found.output,
            found.feature,
            found.effect_usd,
            told.feature_values[found.feature] as feature_value
        from told
        cross join
            lateral agg.price_effects(told.feature_values) as found
    ),

    outputs as (
        select
            sum(effects.effect_usd) filter (
                where effects.output = 'price'
            ) as price,
            sum(effects.effect_usd) filter (
                where effects.output = 'low'
            ) as low,
            sum(effects.effect_usd) filter (
                where effects.output = 'high'
            ) as high,
            sum(effects.effect_usd) filter (
                where effects.output = 'price' and effects.feature is null
            ) as base,
            -- what is unknown moves a price too, but is no reason
            array_agg(effects.feature order by effects.feature) filter (
                where
                effects.output = 'price' and effects.feature_value is not null
            ) as features,
            array_agg(effects.effect_usd order by effects.feature) filter (
                where
                effects.output = 'price' and effects.feature_value is not null
            ) as effects_usd,
            coalesce(
                sum(effects.effect_usd) filter (
                    where
                    effects.output = 'price'
                    and effects.feature is not null
                    and effects.feature_value is null
                ),
                0
            ) as unknown_usd
        from effects
    )

    select
        round(greatest(outputs.price, 0)::numeric, 2) as predicted_usd,
        round(
            greatest(
                least(outputs.low - errors.margin_usd, outputs.price), 0
            )::numeric,
            2
        ) as low_usd,
        round(
            greatest(
                outputs.high + errors.margin_usd, outputs.price, 0
            )::numeric,
            2
        ) as high_usd,
        outputs.base as base_usd,
        outputs.unknown_usd,
        outputs.features,
        outputs.effects_usd,
        told.feature_values,
        errors.clues_mask::integer as clues_mask
    from outputs
    cross join told
    cross join agg.published_price_model as models
    inner join core.price_model_errors as errors
        on
            models.model_id = errors.model_id
            and agg.price_clues_mask(p_clues) = errors.clues_mask;
end;

comment on function agg.predicted_price(agg.price_clues) is
'The price that the published model foresees, its range, what each feature '
'adds to it, and which clues were given.';

-- file: agg/price_accuracy.sql
-- How far off the published model is with such clues, as documents have it.
create function agg.price_accuracy(p_mask integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'mae_usd', round(errors.mae_usd::numeric, 2),
            'rmse_usd', round(errors.rmse_usd::numeric, 2),
            'games_count', errors.games_count,
            'protocol',
            '5-fold cross-validation by chance, prices over 100 USD left out, '
            'told only: '
            || array_to_string(
                coalesce(
                    nullif(agg.price_clues_named(p_mask), '{}'),
                    array['nothing']
                ),
                ', '
            )
        ) as answer
    from core.price_model_errors as errors
    inner join agg.published_price_model using (model_id)
    where errors.clues_mask = p_mask;
end;

comment on function agg.price_accuracy(integer) is
'How far off the published price model is with such clues, as documents have '
'it.';

-- file: agg/price_model_document.sql
-- The published price model, as documents name it.
create function agg.price_model_document()
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'model_id', models.model_id,
            'data_version', models.data_version,
            'trained_at', models.finished_at
        ) as answer
    from core.price_models as models
    inner join agg.published_price_model using (model_id);
end;

comment on function agg.price_model_document() is
'The published price model as documents name it; null before the first.';

-- file: agg/price_reasons.sql
-- The five features that moved a price most, and how, as documents have them.
create function agg.price_reasons(
    p_features smallint[],
    p_effects double precision[],
    p_values double precision[]
)
returns json
language sql
stable
parallel safe
begin atomic
    with

    moved as (
        select
            features.kind,
            features.name,
            features.clue,
            round(p_values[features.feature]::numeric, 2) as feature_value,
            round(effects.effect_usd::numeric, 2) as effect_usd,
            row_number() over (
                order by abs(effects.effect_usd) desc, features.feature asc
            ) as place
        from
            unnest(p_features, p_effects) as effects (feature, effect_usd)
        inner join core.price_model_features as features using (feature)
        inner join agg.published_price_model using (model_id)
    )

    select
        coalesce(
            json_agg(
                json_build_object(
                    'place', moved.place,
                    'clue', moved.clue,
                    'kind', moved.kind,
                    'feature', moved.name,
                    'value', moved.feature_value,
                    'effect_usd', moved.effect_usd
                )
                order by moved.place
            ),
            '[]'
        ) as answer
    from moved
    where moved.place <= 5;
end;

comment on function agg.price_reasons(
    smallint[], double precision[], double precision[]
) is
'The five features that moved a price most, and how, as documents have them.';

-- file: agg/label_keys.sql
-- Labels as they are compared: trimmed, in lower case, each one once.
create function agg.label_keys(p_names text[])
returns text[]
language sql
immutable
parallel safe
begin atomic
    select
        case
            when p_names is not null
                then array(
                    select distinct lower(btrim(given.label) collate "default")
                    from unnest(p_names) as given (label)
                )
        end as label_keys;
end;

comment on function agg.label_keys(text[]) is
'Labels as they are compared: trimmed, in lower case, each one once; null of '
'none given.';

-- file: agg/told_clues.sql
-- What somebody tells of a game, with names as they are looked up.
create function agg.told_clues(
    p_genres text[],
    p_tags text[],
    p_specs text[],
    p_developer text,
    p_publisher text,
    p_title text,
    p_release_year integer,
    p_early_access boolean,
    p_metascore integer,
    p_store_sentiment text,
    p_reviews_count integer,
    p_recommended_percent numeric
)
returns agg.price_clues
language sql
stable
parallel safe
begin atomic
    select
        row(
            agg.label_keys(p_genres),
            agg.label_keys(p_tags),
            agg.label_keys(p_specs),
            (
                select studios.studio_id
                from core.studios
                where
                    studios.name_key
                    = lower(btrim(p_developer) collate "default") collate "C"
            ),
            (
                select studios.studio_id
                from core.studios
                where
                    studios.name_key
                    = lower(btrim(p_publisher) collate "default") collate "C"
            ),
            p_title,
            -- the middle of the year
            p_release_year + 0.5,
            p_early_access,
            p_metascore,
            p_store_sentiment,
            p_reviews_count,
            p_recommended_percent,
            null,
            null,
            null
        )::agg.price_clues as clues;
end;

comment on function agg.told_clues(
    text[], text[], text[], text, text, text, integer, boolean, integer,
    text, integer, numeric
) is
'What somebody tells of a game as the price model takes it; names in any '
'case, an unknown studio is none.';

-- file: api/prices_by_genre.sql
-- What do games of a genre cost?  Grain: one row per genre.
create view api.prices_by_genre as
select
    genres.name as genre,
    prices.games_count,
    prices.priced_count,
    prices.free_count,
    prices.average_price_usd,
    prices.average_paid_usd,
    prices.median_price_usd,
    genres.name_key as genre_key
from agg.prices_by_genre as prices
inner join core.genres using (genre_id);

comment on view api.prices_by_genre is
'Prices of a genre''s games; one row per genre.';
comment on column api.prices_by_genre.genre is
'The genre; a game counts in each of its genres.';
comment on column api.prices_by_genre.games_count is
'Games of the genre.';
comment on column api.prices_by_genre.priced_count is
'Those of them with a known price.';
comment on column api.prices_by_genre.free_count is
'Those of them with a price of 0.';
comment on column api.prices_by_genre.average_price_usd is
'Average of the known prices, free games among them, in US dollars.';
comment on column api.prices_by_genre.average_paid_usd is
'Average of the prices above 0, in US dollars.';
comment on column api.prices_by_genre.median_price_usd is
'Half of the known prices are not above it, in US dollars.';
comment on column api.prices_by_genre.genre_key is
'The genre in lower case, to look it up by.';

-- file: api/price_features.sql
-- From what may a price be foreseen?  Grain: one row per game of the
-- catalogue.
create view api.price_features as
select
    details.game_id,
    details.price_usd,
    details.genres,
    details.tags,
    details.specs,
    string_to_array(details.search_text, ' ') as title_words,
    details.developer_ids,
    details.publisher_ids,
    numbers.release_year,
    numbers.is_early_access,
    numbers.is_self_published,
    numbers.genres_count,
    numbers.tags_count,
    numbers.specs_count,
    numbers.metascore,
    numbers.sentiment,
    numbers.few_reviews_count,
    numbers.reviews_count,
    numbers.recommended_percent,
    numbers.owners_count,
    numbers.players_percent,
    numbers.playtime_median_minutes,
    numbers.title_words_count,
    numbers.title_length,
    numbers.title_number,
    numbers.title_parts
from agg.details_by_game as details
inner join agg.price_subjects as subjects using (game_id)
cross join
    lateral agg.price_numbers(
        row(
            details.genres,
            details.tags,
            details.specs,
            subjects.developer_id,
            subjects.publisher_id,
            details.name,
            details.release_year
            + coalesce(
                (extract(doy from details.released_on) - 1) / 366, 0.5
            ),
            details.is_early_access,
            details.metascore,
            details.store_sentiment,
            details.reviews_count,
            details.recommended_percent,
            details.owners_count,
            details.players_count,
            details.playtime_median_minutes
        )::agg.price_clues
    ) as numbers;

comment on view api.price_features is
'What a price is foreseen from, but for the history of studios (price_history)'
'; one row per game of the catalogue.';
comment on column api.price_features.game_id is
'The game.';
comment on column api.price_features.price_usd is
'Price in US dollars, which is sought; 0 is free, null is unknown.';
comment on column api.price_features.genres is
'Genres, in the store''s order.';
comment on column api.price_features.tags is
'Tags, most given first.';
comment on column api.price_features.specs is
'Features, in the store''s order.';
comment on column api.price_features.title_words is
'Words of its name, as a search compares them.';
comment on column api.price_features.developer_ids is
'Keys of the developers.';
comment on column api.price_features.publisher_ids is
'Keys of the publishers.';
comment on column api.price_features.release_year is
'Release year and the part of it gone by then; half where it is unknown.';
comment on column api.price_features.is_early_access is
'1 for a game that is sold before it is finished, else 0.';
comment on column api.price_features.is_self_published is
'1 where the first developer is the first publisher too, else 0.';
comment on column api.price_features.genres_count is
'Genres.';
comment on column api.price_features.tags_count is
'Tags.';
comment on column api.price_features.specs_count is
'Features.';
comment on column api.price_features.metascore is
'Metacritic score, 0 to 100.';
comment on column api.price_features.sentiment is
'The store''s own summary of its reviews, from -4 to 4.';
comment on column api.price_features.few_reviews_count is
'Reviews in the store, where they are too few for a summary.';
comment on column api.price_features.reviews_count is
'Reviews that are loaded.';
comment on column api.price_features.recommended_percent is
'Share of them that recommend it, in percent.';
comment on column api.price_features.owners_count is
'Users who have it in their library.';
comment on column api.price_features.players_percent is
'Share of them who played it, in percent.';
comment on column api.price_features.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column api.price_features.title_words_count is
'Words of its name.';
comment on column api.price_features.title_length is
'Characters of its name.';
comment on column api.price_features.title_number is
'The first number in its name.';
comment on column api.price_features.title_parts is
'Parts of its name between colons and dashes.';

-- file: api/price_history.sql
-- What did earlier games of the same studios and series cost?  Grain: one row
-- per (game, kind of line).
create view api.price_history as
select
    game_id,
    kind,
    last_usd,
    mean_usd,
    games_count
from agg.price_history();

comment on view api.price_history is
'What earlier games of the same studios and series cost; one row per (game, '
'kind of line).';
comment on column api.price_history.game_id is
'The game.';
comment on column api.price_history.kind is
'''developer'', ''publisher'', ''series''; with ''_alike'': of downloadable '
'content alone, or of the rest.';
comment on column api.price_history.last_usd is
'Price of the latest of those that are earlier and priced, in US dollars.';
comment on column api.price_history.mean_usd is
'Average price of them, in US dollars.';
comment on column api.price_history.games_count is
'How many they are.';

-- file: api/price_models.sql
-- Which price models were trained, and how good is each?  Grain: one row per
-- training run that ended.
create view api.price_models as
select
    model_id,
    status,
    started_at,
    finished_at,
    data_version,
    seed,
    parameters,
    metrics,
    timings,
    versions,
    comparison
from core.price_models;

comment on view api.price_models is
'Price models that were trained; one row per training run that ended.';
comment on column api.price_models.model_id is
'The model.';
comment on column api.price_models.status is
'''published'', ''superseded'' or ''aside''.';
comment on column api.price_models.started_at is
'Start of the training.';
comment on column api.price_models.finished_at is
'When it was stored.';
comment on column api.price_models.data_version is
'Version of the data that it learnt from.';
comment on column api.price_models.seed is
'Seed of its random numbers.';
comment on column api.price_models.parameters is
'Parameters of the training.';
comment on column api.price_models.metrics is
'How far off it was on hidden prices.';
comment on column api.price_models.timings is
'Seconds by stage.';
comment on column api.price_models.versions is
'Versions of what did the work.';
comment on column api.price_models.comparison is
'Its metrics beside those of the model published then; null for the '
'first.';

-- file: api/price_model_errors.sql
-- How far off is the published price model, by what it is told of a game?
-- Grain: one row per combination of clues.
create view api.price_model_errors as
select
    errors.model_id,
    errors.clues_mask,
    agg.price_clues_named(errors.clues_mask) as clues,
    errors.games_count,
    errors.mae_usd,
    errors.rmse_usd,
    errors.margin_usd
from core.price_model_errors as errors
inner join agg.published_price_model using (model_id);

comment on view api.price_model_errors is
'How far off the published price model is, by what it is told of a game; one '
'row per combination of clues.';
comment on column api.price_model_errors.model_id is
'The model.';
comment on column api.price_model_errors.clues_mask is
'Which clues were given: the sum of 1 for genres, 2 tags, 4 specs, 8 early '
'access, 16 release, 32 studios, 64 title, 128 reception.';
comment on column api.price_model_errors.clues is
'The same by name.';
comment on column api.price_model_errors.games_count is
'Games whose hidden price was foreseen so.';
comment on column api.price_model_errors.mae_usd is
'Mean absolute error, in US dollars.';
comment on column api.price_model_errors.rmse_usd is
'Root mean squared error, in US dollars.';
comment on column api.price_model_errors.margin_usd is
'Added to both ends of the range, in US dollars.';

-- file: api/price_predictions.sql
-- What should each game cost?  Grain: one row per game of the catalogue as
-- it was when the published model was trained.
create view api.price_predictions as
with

places as (
    select
        game_id,
        round(avg(percentile), 2) as genre_percentile
    from agg.price_places
    group by game_id
)

select
    details.game_id,
    details.name,
    details.price_usd,
    predictions.predicted_usd,
    predictions.low_usd,
    predictions.high_usd,
    predictions.is_held_out,
    round(
        100
        * (details.price_usd - predictions.predicted_usd)
        / nullif(predictions.predicted_usd, 0),
        1
    ) as difference_percent,
    case
        when details.price_usd < predictions.low_usd then 'below its range'
        when details.price_usd > predictions.high_usd then 'above its range'
        when details.price_usd is not null then 'within its range'
    end as verdict,
    places.genre_percentile
from core.price_predictions as predictions
inner join agg.published_price_model using (model_id)
inner join agg.details_by_game as details using (game_id)
-- a game without a price, or without genres, has no place
left join places using (game_id);

comment on view api.price_predictions is
'What each game should cost, by the published model; one row per game of the '
'catalogue.';
comment on column api.price_predictions.game_id is
'The game.';
comment on column api.price_predictions.name is
'Its name.';
comment on column api.price_predictions.price_usd is
'What it costs, in US dollars; 0 is free, null is unknown.';
comment on column api.price_predictions.predicted_usd is
'What it should cost, in US dollars.';
comment on column api.price_predictions.low_usd is
'Lower end of the range that holds 80 % of prices, in US dollars.';
comment on column api.price_predictions.high_usd is
'Upper end of that range, in US dollars.';
comment on column api.price_predictions.is_held_out is
'Its own price was hidden from the model that foresaw it; false where '
'none is known.';
comment on column api.price_predictions.difference_percent is
'How much more it costs than it should, in percent of that; below 0: less.';
comment on column api.price_predictions.verdict is
'Whether its price is ''below its range'', ''within its range'' or '
'''above its range''; null without a price.';
comment on column api.price_predictions.genre_percentile is
'Share of its genre''s games that cost less, in percent, half of the equal '
'ones counted; the average over its genres.';

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

-- file: api/studio_years.sql
-- Q10: what did a developer release per year, and how much of it is free?
create function api.studio_years(p_studio text)
returns table (
    release_year smallint,
    games_count bigint,
    free_count bigint,
    free_percent numeric
)
language sql
stable
parallel safe
begin atomic
    select
        counts.release_year,
        counts.games_count,
        counts.free_count,
        counts.free_percent
    from api.games_by_studio_year as counts
    where counts.studio_key = api.name_key(p_studio)
    order by counts.release_year desc;
end;

comment on function api.studio_years(text) is
'Games of a developer by release year, years descending.';

-- file: api/user_spending.sql
-- Q11: what did a user pay, own and recommend?
create function api.user_spending(p_user_id text)
returns table (
    user_id text,
    items_count bigint,
    spent_usd numeric,
    reviews_count bigint,
    recommended_percent numeric
)
language sql
stable
parallel safe
begin atomic
    select
        spending.user_id,
        spending.items_count,
        spending.spent_usd,
        spending.reviews_count,
        spending.recommended_percent
    from api.spending_by_user as spending
    where spending.user_id = p_user_id;
end;

comment on function api.user_spending(text) is
'What a user paid, owns and recommends; no row for an unknown user.';

-- file: api/review_counts.sql
-- Q12: how many users posted in a closed interval of dates, and how much of
-- that recommends?
create function api.review_counts(p_from date, p_to date)
returns table (
    users_count bigint,
    reviews_count bigint,
    recommended_percent numeric
)
language sql
stable
parallel safe
begin atomic
    with

    -- the whole years in which anybody posted, at most
    asked as (
        select
            greatest(
                p_from, date_trunc('year', min(posted_on)::timestamp)::date
            ) as from_on,
            least(
                p_to,
                (
                    date_trunc('year', max(posted_on)::timestamp)
                    + interval '1 year -1 day'
                )::date
            ) as to_on
        from api.review_counts_by_day
        having p_from <= p_to
    ),

    through as (
        select
            reviews_running_count,
            recommended_running_count
        from api.review_counts_by_day
        where posted_on <= p_to and p_from <= p_to
        order by posted_on desc
        limit 1
    ),

    earlier as (
        select
            reviews_running_count,
            recommended_running_count
        from api.review_counts_by_day
        where posted_on < p_from and p_from <= p_to
        order by posted_on desc
        limit 1
    ),

    running as (
        select
            reviews_running_count,
            recommended_running_count
        from through
        union all
        select
            -reviews_running_count as reviews_running_count,
            -recommended_running_count as recommended_running_count
        from earlier
    ),

    counts as (
        select
            coalesce(sum(reviews_running_count), 0)::bigint as reviews_count,
            sum(recommended_running_count) as recommended_count
        from running
    ),

    -- each user once: by the first review in the interval
    users as (
        select sum(firsts.users_running_count)::bigint as users_count
        from asked
        cross join agg.whole_periods(asked.from_on, asked.to_on) as periods
        cross join lateral (
            select reviewers.users_running_count
            from api.reviewers_by_period as reviewers
            where
                reviewers.period = periods.period
                and reviewers.begins_on = periods.begins_on
                and reviewers.earlier_on < asked.from_on
            order by reviewers.earlier_on desc
            limit 1
        ) as firsts
    )

    select
        coalesce(users.users_count, 0) as users_count,
        counts.reviews_count,
        round(
            100.0 * counts.recommended_count / nullif(counts.reviews_count, 0),
            2
        ) as recommended_percent
    from users
    cross join counts;
end;

comment on function api.review_counts(date, date) is
'Users who posted between two dates, and the share of those reviews that '
'recommend.';

-- file: api/genre_place.sql
-- Q13: what is a genre's place by total playtime?  A tie goes to the name that
-- sorts first.
create function api.genre_place(p_genre text)
returns table (
    genre text,
    place bigint,
    playtime_minutes bigint,
    playtime_hours numeric
)
language sql
stable
parallel safe
begin atomic
    select
        totals.genre,
        totals.place,
        totals.playtime_minutes,
        totals.playtime_hours
    from api.playtime_by_genre as totals
    where totals.genre_key = api.name_key(p_genre);
end;

comment on function api.genre_place(text) is
'The place of a genre by total playtime; no row for an unknown genre.';

-- file: api/top_genres.sql
-- Q15: which genres are most frequent among the games released in a year?  A
-- tie goes to the name that sorts first.
create function api.top_genres(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    genre text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.games_count desc, counts.genre asc
        ) as place,
        counts.genre,
        counts.games_count
    from api.games_by_year_genre as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.genre asc
    limit p_count;
end;

comment on function api.top_genres(integer, integer) is
'The most frequent genres among a year''s games.';

-- file: api/top_specs.sql
-- Q17: which specs are most frequent among the games released in a year?  A
-- tie goes to the name that sorts first.
create function api.top_specs(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    spec text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.games_count desc, counts.spec asc
        ) as place,
        counts.spec,
        counts.games_count
    from api.games_by_year_spec as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.spec asc
    limit p_count;
end;

comment on function api.top_specs(integer, integer) is
'The most frequent specs among a year''s games.';

-- file: api/games_of_year.sql
-- Q16: which games were released in a year?  By id.
create function api.games_of_year(
    p_year integer,
    p_count integer default 100,
    p_skip integer default 0
)
returns table (
    game_id bigint,
    name text
)
language sql
stable
parallel safe
begin atomic
    select
        games.game_id,
        games.name
    from api.games
    where games.release_year = p_year
    order by games.game_id asc
    limit p_count offset p_skip;
end;

comment on function api.games_of_year(integer, integer, integer) is
'Games released in a year, by id, a page at a time.';

-- file: api/year_games.sql
-- Q16 and Q18: how many games were released in a year, and how many of them in
-- early access?
create function api.year_games(p_year integer)
returns table (
    games_count bigint,
    early_access_count bigint,
    free_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        coalesce(sum(counts.games_count), 0)::bigint as games_count,
        coalesce(sum(counts.early_access_count), 0)::bigint
            as early_access_count,
        coalesce(sum(counts.free_count), 0)::bigint as free_count
    from api.games_by_year as counts
    where counts.release_year = p_year;
end;

comment on function api.year_games(integer) is
'Games released in a year; one row for any year.';

-- file: api/store_sentiments.sql
-- Q19: how does the store sum up the reviews of a year's games?  A tie goes to
-- the text that sorts first.
create function api.store_sentiments(p_year integer)
returns table (
    store_sentiment text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        counts.store_sentiment,
        counts.games_count
    from api.games_by_year_store_sentiment as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.store_sentiment asc;
end;

comment on function api.store_sentiments(integer) is
'Games released in a year by the store''s summary, most frequent first.';

-- file: api/top_metascores.sql
-- Q20: which games of a year have the best metascore?  A tie goes to the lower
-- game id.
create function api.top_metascores(p_year integer, p_count integer default 5)
returns table (
    place bigint,
    game_id bigint,
    game text,
    metascore smallint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by games.metascore desc, games.game_id asc
        ) as place,
        games.game_id,
        games.name as game,
        games.metascore
    from api.games
    where
        games.release_year = p_year
        and games.metascore is not null
    order by games.metascore desc, games.game_id asc
    limit p_count;
end;

comment on function api.top_metascores(integer, integer) is
'The games of a year with the highest Metacritic score.';

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

-- file: api/classic_developer.sql
-- GET /developer, in the words of its first users.
create function api.classic_developer(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'Año', years.release_year,
                            'Cantidad de Items', years.games_count,
                            'Contenido Free', years.free_percent || '%'
                        )
                        order by years.release_year desc
                    ),
                    '[]'
                )
            from api.studio_years(p_studio) as years
        ) as answer
    from api.studios
    where studios.name_key = api.name_key(p_studio);
end;

comment on function api.classic_developer(text) is
'Q10 as /developer answers it; null for an unknown studio.';

-- file: api/classic_userdata.sql
-- GET /userdata, in the words of its first users.
create function api.classic_userdata(p_user_id text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Usuario', spending.user_id,
            'Dinero gastado', round(spending.spent_usd, 2) || ' USD',
            '% de recomendación', spending.recommended_percent || '%',
            'cantidad de items', spending.items_count
        ) as answer
    from api.user_spending(p_user_id) as spending;
end;

comment on function api.classic_userdata(text) is
'Q11 as /userdata answers it; null for an unknown user.';

-- file: api/classic_countreviews.sql
-- GET /countreviews, in the words of its first users.
create function api.classic_countreviews(p_from date, p_to date)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Cantidad de usuarios', counts.users_count,
            '% de recomendación', counts.recommended_percent || '%'
        ) as answer
    from api.review_counts(p_from, p_to) as counts;
end;

comment on function api.classic_countreviews(date, date) is
'Q12 as /countreviews answers it.';

-- file: api/classic_genre.sql
-- GET /genre, in the words of its first users.
create function api.classic_genre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Género', totals.genre,
            'Puesto', totals.place
        ) as answer
    from api.genre_place(p_genre) as totals;
end;

comment on function api.classic_genre(text) is
'Q13 as /genre answers it; null for an unknown genre.';

-- file: api/classic_userforgenre.sql
-- GET /userforgenre, in the words of its first users.
create function api.classic_userforgenre(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'Puesto', tops.place,
                            'Usuario', tops.user_id,
                            'URL', tops.user_url,
                            'Horas', tops.playtime_hours
                        )
                        order by tops.place
                    ),
                    '[]'
                )
            from api.top_players(p_genre, 5) as tops
        ) as answer
    from api.genres
    where genres.name_key = api.name_key(p_genre);
end;

comment on function api.classic_userforgenre(text) is
'Q14 as /userforgenre answers it; null for an unknown genre.';

-- file: api/classic_genero.sql
-- GET /genero, in the words of its first users.
create function api.classic_genero(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Género', tops.genre,
                    'Cantidad', tops.games_count
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_genres(p_year, 5) as tops;
end;

comment on function api.classic_genero(integer) is
'Q15 as /genero answers it.';

-- file: api/classic_juegos.sql
-- GET /juegos, in the words of its first users.
create function api.classic_juegos(p_year integer, p_page integer default 1)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año', p_year,
            'Cantidad', counts.games_count,
            'Página', p_page,
            'Páginas', (counts.games_count + 99) / 100,
            'Juegos',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'id', games.game_id,
                                'nombre',
                                coalesce(games.name, 'App ' || games.game_id)
                            )
                            order by games.game_id
                        ),
                        '[]'
                    )
                from api.games_of_year(p_year, 100, (p_page - 1) * 100) as games
            )
        ) as answer
    from api.year_games(p_year) as counts;
end;

comment on function api.classic_juegos(integer, integer) is
'Q16 as /juegos answers it, 100 games a page; a page past the last has none.';

-- file: api/classic_specs.sql
-- GET /specs, in the words of its first users.
create function api.classic_specs(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Spec', tops.spec,
                    'Cantidad', tops.games_count
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_specs(p_year, 5) as tops;
end;

comment on function api.classic_specs(integer) is
'Q17 as /specs answers it.';

-- file: api/classic_earlyacces.sql
-- GET /earlyacces, in the words of its first users.
create function api.classic_earlyacces(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Año', p_year,
            'Cantidad', counts.early_access_count
        ) as answer
    from api.year_games(p_year) as counts;
end;

comment on function api.classic_earlyacces(integer) is
'Q18 as /earlyacces answers it.';

-- file: api/classic_sentiment.sql
-- GET /sentiment, in the words of its first users.
create function api.classic_sentiment(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Sentimiento', counts.store_sentiment,
                    'Cantidad', counts.games_count
                )
                order by counts.games_count desc, counts.store_sentiment asc
            ),
            '[]'
        ) as answer
    from api.store_sentiments(p_year) as counts;
end;

comment on function api.classic_sentiment(integer) is
'Q19 as /sentiment answers it.';

-- file: api/classic_metascore.sql
-- GET /metascore, in the words of its first users.
create function api.classic_metascore(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'id', tops.game_id,
                    'nombre', coalesce(tops.game, 'App ' || tops.game_id),
                    'metascore', tops.metascore
                )
                order by tops.place
            ),
            '[]'
        ) as answer
    from api.top_metascores(p_year, 5) as tops;
end;

comment on function api.classic_metascore(integer) is
'Q20 as /metascore answers it.';

-- file: api/classic_recomendacion_juego.sql
-- GET /recomendacion_juego, in the words of its first users.
create function api.classic_recomendacion_juego(p_game_id bigint)
returns json
language sql
stable
parallel safe
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'id', found.game_id,
                            'nombre', found.game,
                            'similitud', found.score
                        )
                        order by found.place
                    ),
                    '[]'
                )
            from api.similar_games(games.game_id, 5) as found
        ) as answer
    from api.games
    where games.game_id = p_game_id;
end;

comment on function api.classic_recomendacion_juego(bigint) is
'Q21 as /recomendacion_juego answers it; null for an unknown game.';

-- file: api/classic_recomendacion_usuario.sql
-- GET /recomendacion_usuario, in the words of its first users.
create function api.classic_recomendacion_usuario(p_user_id text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        (
            select
                coalesce(
                    json_agg(
                        json_build_object(
                            'id', found.game_id,
                            'nombre', found.game,
                            'puntaje', found.score
                        )
                        order by found.place
                    ),
                    '[]'
                )
            from api.recommended_games(users.user_id, 5) as found
        ) as answer
    from api.users
    where users.user_id = p_user_id;
end;

comment on function api.classic_recomendacion_usuario(text) is
'Q22 as /recomendacion_usuario answers it; null for an unknown user.';

-- file: api/classic_prediccion.sql
-- GET /prediccion, in the words of its first users.
create function api.classic_prediccion(
    p_genre text,
    p_early_access boolean default null,
    p_year integer default null,
    p_studio text default null,
    p_metascore integer default null
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'precio', found.predicted_usd,
            'RMSE', round(errors.rmse_usd::numeric, 2)
        ) as answer
    from
        agg.predicted_price(
            agg.told_clues(
                array[btrim(p_genre)], null, null, p_studio, null, null,
                p_year, p_early_access, p_metascore, null, null, null
            )
        ) as found
    cross join agg.published_price_model as models
    inner join core.price_model_errors as errors
        on
            models.model_id = errors.model_id
            and found.clues_mask = errors.clues_mask;
end;

comment on function api.classic_prediccion(
    text, boolean, integer, text, integer
) is
'Q23 as /prediccion answers it; null before the first price model.';

-- file: api/genre_document.sql
-- GET /v1/genres/{genre}: a genre, its playtime by release year, its players.
create function api.genre_document(p_genre text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'genre', totals.genre,
            'place', totals.place,
            'games_count', totals.games_count,
            'playtime_minutes', totals.playtime_minutes,
            'playtime_hours', totals.playtime_hours,
            'years',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'release_year', released.release_year,
                                'games_count', released.games_count,
                                'playtime_minutes', released.playtime_minutes,
                                'playtime_hours', released.playtime_hours
                            )
                            order by released.release_year desc
                        ),
                        '[]'
                    )
                from api.playtime_by_genre_year as released
                where released.genre_key = totals.genre_key
            ),
            'top_players',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'place', tops.place,
                                'user_id', tops.user_id,
                                'user_url', tops.user_url,
                                'playtime_minutes', tops.playtime_minutes,
                                'playtime_hours', tops.playtime_hours
                            )
                            order by tops.place
                        ),
                        '[]'
                    )
                from api.top_players(p_genre, 10) as tops
            )
        ) as answer
    from api.playtime_by_genre as totals
    where totals.genre_key = api.name_key(p_genre);
end;

comment on function api.genre_document(text) is
'A genre as /v1/genres/{genre} answers it; null for an unknown genre.';

-- file: api/studio_document.sql
-- GET /v1/studios/{name}: a studio, its games by release year, its reviews.
create function api.studio_document(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'studio', studios.studio,
            'games_count', studios.games_count,
            'free_count', studios.free_count,
            'free_percent', studios.free_percent,
            'published_count', studios.published_count,
            'years',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'release_year', released.release_year,
                                'games_count', released.games_count,
                                'free_count', released.free_count,
                                'free_percent', released.free_percent
                            )
                            order by released.release_year desc
                        ),
                        '[]'
                    )
                from api.studio_years(p_studio) as released
            ),
            'negative_count', sentiments.negative_count,
            'neutral_count', sentiments.neutral_count,
            'positive_count', sentiments.positive_count
        ) as answer
    from api.games_by_studio as studios
    inner join api.sentiment_counts_by_studio as sentiments using (studio_key)
    where studios.studio_key = api.name_key(p_studio);
end;

comment on function api.studio_document(text) is
'A studio as /v1/studios/{name} answers it; null for an unknown studio.';

-- file: api/year_document.sql
-- GET /v1/years/{year}: what was released, what is frequent, what reviews say.
create function api.year_document(p_year integer, p_year_of text)
returns json
language sql
stable
parallel safe
-- one plan for every year: planning anew takes longer than answering
set plan_cache_mode = 'force_generic_plan'
begin atomic
    select
        json_build_object(
            'year', p_year,
            'year_of', p_year_of,
            'games_count', counts.games_count,
            'early_access_count', counts.early_access_count,
            'free_count', counts.free_count,
            'negative_count', sentiments.negative_count,
            'neutral_count', sentiments.neutral_count,
            'positive_count', sentiments.positive_count,
            'top_genres',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.top_genres(p_year) as tops
            ),
            'top_specs',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.top_specs(p_year) as tops
            ),
            'store_sentiments',
            (
                select
                    coalesce(
                        json_agg(
                            tops
                            order by
                                tops.games_count desc, tops.store_sentiment asc
                        ),
                        '[]'
                    )
                from api.store_sentiments(p_year) as tops
            ),
            'top_metascores',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.top_metascores(p_year) as tops
            ),
            'most_recommended_games',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_recommended_games(
                    p_year, p_year_of::agg.year_of
                ) as tops
            ),
            'most_warned_games',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_warned_games(
                    p_year, p_year_of::agg.year_of
                ) as tops
            ),
            'most_praised_studios',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_praised_studios(
                    p_year, p_year_of::agg.year_of
                ) as tops
            ),
            'most_warned_studios',
            (
                select coalesce(json_agg(tops order by tops.place), '[]')
                from api.most_warned_studios(
                    p_year, p_year_of::agg.year_of
                ) as tops
            )
        ) as answer
    from api.year_games(p_year) as counts
    cross join api.release_year_sentiments(p_year) as sentiments;
end;

comment on function api.year_document(integer, text) is
'A year as /v1/years/{year} answers it.';

-- file: api/similar_games_document.sql
-- GET /v1/games/{game_id}/similar: the games most similar to a game.
create function api.similar_games_document(
    p_game_id bigint,
    p_count integer default 10,
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'game_id', games.game_id,
            'model', agg.model_document(),
            'data',
            (
                select coalesce(json_agg(found order by found.place), '[]')
                from
                    api.similar_games(
                        games.game_id, p_count, p_year_from, p_genre,
                        p_price_to, p_free_only, p_early_access, p_in_catalogue
                    ) as found
            )
        ) as answer
    from api.games
    where games.game_id = p_game_id;
end;

comment on function api.similar_games_document(
    bigint, integer, integer, text, numeric, boolean, boolean, boolean
) is
'Similar games as /v1/games/{game_id}/similar answers them; null for an '
'unknown game.';

-- file: api/recommended_games_document.sql
-- GET /v1/users/{user_id}/recommendations: games for a user.
create function api.recommended_games_document(
    p_user_id text,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'user_id', users.user_id,
            'model', agg.model_document(),
            'goal', p_goal,
            'method', p_method,
            'data',
            (
                select coalesce(json_agg(found order by found.place), '[]')
                from
                    api.recommended_games(
                        users.user_id, p_count, p_goal, p_method, p_year_from,
                        p_genre, p_price_to, p_free_only, p_early_access,
                        p_in_catalogue, p_diversity, p_newcomers
                    ) as found
            )
        ) as answer
    from api.users
    where users.user_id = p_user_id;
end;

comment on function api.recommended_games_document(
    text, integer, text, text, integer, text, numeric, boolean, boolean,
    boolean, double precision, integer
) is
'Games for a user as /v1/users/{user_id}/recommendations answers them; null '
'for an unknown user.';

-- file: api/recommended_games_for_document.sql
-- POST /v1/recommendations: games for somebody without an account.
create function api.recommended_games_for_document(
    p_games bigint[],
    p_minutes integer[] default null,
    p_count integer default 10,
    p_goal text default 'own',
    p_method text default 'weights',
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_diversity double precision default 0,
    p_newcomers integer default 0
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'model', agg.model_document(),
            'goal', p_goal,
            'method', p_method,
            'data', coalesce(json_agg(found order by found.place), '[]')
        ) as answer
    from
        api.recommended_games_for(
            p_games, p_minutes, p_count, p_goal, p_method, p_year_from,
            p_genre, p_price_to, p_free_only, p_early_access, p_in_catalogue,
            p_diversity, p_newcomers
        ) as found;
end;

comment on function api.recommended_games_for_document(
    bigint[], integer[], integer, text, text, integer, text, numeric, boolean,
    boolean, boolean, double precision, integer
) is
'Games for a list of games as /v1/recommendations answers them.';

-- file: api/price_document.sql
-- POST /v1/price-predictions: what should a game cost of which this is known?
create function api.price_document(
    p_genres text[] default null,
    p_tags text[] default null,
    p_specs text[] default null,
    p_developer text default null,
    p_publisher text default null,
    p_title text default null,
    p_release_year integer default null,
    p_early_access boolean default null,
    p_metascore integer default null,
    p_store_sentiment text default null,
    p_reviews_count integer default null,
    p_recommended_percent numeric default null
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'price_usd', found.predicted_usd,
            'low_usd', found.low_usd,
            'high_usd', found.high_usd,
            'coverage_percent', 80,
            'clues', agg.price_clues_named(found.clues_mask),
            'accuracy', agg.price_accuracy(found.clues_mask),
            'base_usd', round(found.base_usd::numeric, 2),
            'unknown_usd', round(found.unknown_usd::numeric, 2),
            'reasons',
            agg.price_reasons(
                found.features, found.effects_usd, found.feature_values
            ),
            'model', agg.price_model_document()
        ) as answer
    from
        agg.predicted_price(
            agg.told_clues(
                p_genres, p_tags, p_specs, p_developer, p_publisher, p_title,
                p_release_year, p_early_access, p_metascore, p_store_sentiment,
                p_reviews_count, p_recommended_percent
            )
        ) as found;
end;

comment on function api.price_document(
    text[], text[], text[], text, text, text, integer, boolean, integer,
    text, integer, numeric
) is
'What a game should cost as /v1/price-predictions answers it; null before '
'the first price model.';

-- file: api/game_price_document.sql
-- GET /v1/games/{game_id}/price: what a game costs, and what it should cost.
create function api.game_price_document(p_game_id bigint)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'game_id', details.game_id,
            'game', details.name,
            'price_usd', details.price_usd,
            'predicted_usd', found.predicted_usd,
            'low_usd', found.low_usd,
            'high_usd', found.high_usd,
            'coverage_percent', 80,
            'is_held_out', found.is_held_out,
            'difference_percent', found.difference_percent,
            'verdict', found.verdict,
            'judgement',
            case
                when found.difference_percent < 0
                    then format(
                        'under-priced by %s %%',
                        round(-found.difference_percent)
                    )
                when found.difference_percent >= 0
                    then format(
                        'over-priced by %s %%', round(found.difference_percent)
                    )
            end,
            'genre_percentile', found.genre_percentile,
            'genres',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'genre', genres.name,
                                'percentile', places.percentile,
                                'average_price_usd', prices.average_price_usd,
                                'priced_count', prices.priced_count
                            )
                            order by genres.name
                        ),
                        '[]'
                    )
                from core.game_genres
                inner join core.genres using (genre_id)
                inner join agg.prices_by_genre as prices using (genre_id)
                -- a game without a price has no place
                left join agg.price_places as places using (genre_id, game_id)
                where game_genres.game_id = details.game_id
            ),
            'accuracy', agg.price_accuracy(255),
            'model', agg.price_model_document()
        ) as answer
    from agg.details_by_game as details
    -- only games of the catalogue have a prediction
    left join api.price_predictions as found using (game_id)
    where details.game_id = p_game_id;
end;

comment on function api.game_price_document(bigint) is
'What a game costs and should cost, as /v1/games/{game_id}/price answers it; '
'null for an unknown game.';

-- file: grants.sql
-- Who may do what: the ETL stages and merges, readers read api.
grant usage on schema core, staging, agg to ludoteca_etl;
grant select on all tables in schema core to ludoteca_etl;
grant insert on core.items to ludoteca_etl;
grant select, insert on all tables in schema staging to ludoteca_etl;
-- what stands there is executed as it is, with the owner's rights
revoke insert on staging.held_constraints from ludoteca_etl;
revoke execute on all functions in schema staging, agg from public;
grant execute on all functions in schema staging, agg to ludoteca_etl;

grant usage on schema api to ludoteca_reader, ludoteca_etl;
grant select on all tables in schema api to ludoteca_reader, ludoteca_etl;
revoke execute on all functions in schema api from public;
grant execute on all functions in schema api
to ludoteca_reader, ludoteca_etl;

-- A view's tables are read with its owner's rights, but a function in it, or in
-- another function, is called with the reader's.  Without usage of agg no
-- reader can name these.
grant execute on function
agg.price_clues_named(integer),
agg.price_history(bigint[], boolean),
agg.price_numbers(agg.price_clues),
agg.whole_periods(date, date)
to ludoteca_reader;
