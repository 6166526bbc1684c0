-- What do two games have in common?  The labels of the first that the second
-- has too, in the first one's order; of tags the five most given.
create function agg.shared_labels(p_game_id bigint, p_other_game_id bigint)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'tags',
            array(
                select listed.name
                from
                    unnest(games.tags)
                    with ordinality as listed (name, place)
                where listed.name = any(other_games.tags)
                order by listed.place
                limit 5
            ),
            'genres',
            array(
                select listed.name
                from
                    unnest(games.genres)
                    with ordinality as listed (name, place)
                where listed.name = any(other_games.genres)
                order by listed.place
            ),
            'developers',
            array(
                select listed.name
                from
                    unnest(games.developers)
                    with ordinality as listed (name, place)
                where listed.name = any(other_games.developers)
                order by listed.place
            ),
            'publishers',
            array(
                select listed.name
                from
                    unnest(games.publishers)
                    with ordinality as listed (name, place)
                where listed.name = any(other_games.publishers)
                order by listed.place
            )
        ) as answer
    from agg.details_by_game as games
    cross join agg.details_by_game as other_games
    where games.game_id = p_game_id and other_games.game_id = p_other_game_id;
end;

comment on function agg.shared_labels(bigint, bigint) is
'Tags, genres, developers and publishers that two games have in common.';
