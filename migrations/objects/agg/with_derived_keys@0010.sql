-- What was touched, and what that touches in turn: a game its genres, studios
-- and, as they paid for it, its owners; a label that was written its games.
-- Where a fifth of all items are of the games that were written, no users are
-- told one by one: a key of null is all of them.
create function agg.with_derived_keys(p_touched core.touched_keys[])
returns core.touched_keys[]
language sql
stable
set search_path = ''
begin atomic
    with

    touched as materialized (
        select
            noted.source,
            noted.kind,
            noted.key
        from unnest(p_touched) as noted
    ),

    labelled as (
        select links.game_id
        from core.game_genres as links
        inner join touched
            on touched.source = 'genres' and links.genre_id = touched.key
        union
        select links.game_id
        from core.game_tags as links
        inner join touched
            on touched.source = 'tags' and links.tag_id = touched.key
        union
        select links.game_id
        from core.game_specs as links
        inner join touched
            on touched.source = 'specs' and links.spec_id = touched.key
        union
        select links.game_id
        from core.game_studios as links
        inner join touched
            on touched.source = 'studios' and links.studio_id = touched.key
    ),

    priced as materialized (
        select
            touched.key as game_id,
            sum(coalesce(played.owners_count, 0)) over ()
            > (select sum(owners_count) from agg.playtime_by_game) / 5
                as is_most
        from touched
        -- a game may be in no library
        left join agg.playtime_by_game as played
            on touched.key = played.game_id
        where touched.source = 'games'
    ),

    derived as (
        select
            'game' as kind,
            labelled.game_id as touched_key
        from labelled
        union
        select
            'genre' as kind,
            links.genre_id as touched_key
        from core.game_genres as links
        inner join touched
            on touched.kind = 'game' and links.game_id = touched.key
        union
        select
            'studio' as kind,
            links.studio_id as touched_key
        from core.game_studios as links
        inner join touched
            on touched.kind = 'game' and links.game_id = touched.key
        union
        select
            'user' as kind,
            items.user_key as touched_key
        from core.items
        inner join priced using (game_id)
        where not priced.is_most
        union
        select
            'user' as kind,
            null as touched_key
        from priced
        where priced.is_most
        union
        -- another year of a game
        select
            'genre_top' as kind,
            links.genre_id as touched_key
        from core.game_genres as links
        inner join priced using (game_id)
    )

    select
        coalesce(p_touched, '{}') || array(
            select row('', derived.kind, derived.touched_key)::core.touched_keys
            from derived
        ) as touched;
end;

comment on function agg.with_derived_keys(core.touched_keys[]) is
'Keys that were touched, and those that they touch in turn; the source of '
'these is empty.';
