-- GET /v1/tags/{tag}: a tag, what its games have in common, what goes with it.
create function api.tag_document(p_tag text)
returns json
language sql
stable
parallel safe
begin atomic
    with

    tagged as materialized (
        select
            games.game_id,
            games.tag_ids
        from api.game_details as games
        where
            games.tag_ids @> array[
                (
                    select tags.tag_id
                    from api.tags
                    where tags.name_key = api.name_key(p_tag)
                )
            ]
    ),

    -- six times as many rows as games: they are counted before anything is
    -- joined
    beside as (
        select unnest(tagged.tag_ids) as tag_id
        from tagged
    ),

    counted as (
        select
            beside.tag_id,
            count(*) as games_count
        from beside
        group by beside.tag_id
    ),

    together as (
        select
            tags.name as tag,
            counted.games_count
        from counted
        inner join api.tags using (tag_id)
        where tags.name_key <> api.name_key(p_tag)
        order by counted.games_count desc, tag asc
        limit 10
    )

    select
        json_build_object(
            'tag', totals.tag,
            'place',
            (
                select count(*) + 1
                from api.games_by_tag as further
                where further.games_count > totals.games_count
            ),
            'games_count', totals.games_count,
            'summary',
            api.games_summary(array(select tagged.game_id from tagged)),
            'related_tags',
            (
                select
                    coalesce(
                        json_agg(
                            together
                            order by
                                together.games_count desc, together.tag asc
                        ),
                        '[]'
                    )
                from together
            )
        ) as answer
    from api.games_by_tag as totals
    where totals.tag_key = api.name_key(p_tag);
end;

comment on function api.tag_document(text) is
'A tag as /v1/tags/{tag} answers it; null for an unknown tag.';
