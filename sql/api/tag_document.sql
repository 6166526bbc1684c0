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

    together as (
        select
            tags.name as tag,
            count(*) as games_count
        from tagged
        cross join lateral unnest(tagged.tag_ids) as beside (tag_id)
        inner join api.tags using (tag_id)
        where tags.name_key <> api.name_key(p_tag)
        group by tags.name
        order by games_count desc, tag asc
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
