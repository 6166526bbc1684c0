-- Whose owners speak for the games of a library?  A game's own; where the
-- model knows no owner of it, those of another edition or of a test app of it,
-- else those of the ten known games most like it, by likeness.
create function agg.speaking_games(p_games bigint[], p_minutes integer[])
returns table (
    held_game_id bigint,
    game_id bigint,
    minutes integer,
    thousandths integer,
    is_same boolean
)
language sql
stable
parallel safe
begin atomic
    with

    published as materialized (
        select published.model_id
        from agg.published_model as published
    ),

    library as materialized (
        select
            held.game_id,
            held.minutes,
            exists (
                select
                from core.recommendation_games as known
                where
                    known.model_id = (
                        select published.model_id from published
                    )
                    and known.game_id = held.game_id
                    and known.owners_count > 0
            ) as is_known
        from unnest(p_games, p_minutes) as held (game_id, minutes)
    ),

    variants as materialized (
        select
            library.game_id as held_game_id,
            variants.speaking_game_id as game_id,
            library.minutes
        from library
        inner join core.game_variants as variants using (game_id)
        where
            not library.is_known
            and variants.model_id = (select published.model_id from published)
            and variants.speaking_game_id is not null
    ),

    alike as materialized (
        select
            library.game_id as held_game_id,
            nearest.game_id,
            library.minutes,
            nearest.score / sum(nearest.score) over of_game as share
        from library
        inner join core.game_similarities as lists using (game_id)
        cross join
            lateral (
                select
                    listed.game_id,
                    listed.score::numeric as score
                from
                    unnest(lists.similar_game_ids, lists.scores)
                    with ordinality as listed (game_id, score, place)
                inner join core.recommendation_games as known
                    on
                        lists.model_id = known.model_id
                        and listed.game_id = known.game_id
                where known.owners_count > 0 and listed.score > 0
                order by listed.place asc
                limit 10
            ) as nearest
        where
            not library.is_known
            and lists.model_id = (select published.model_id from published)
            and library.game_id not in (
                select variants.held_game_id from variants
            )
        window of_game as (partition by library.game_id)
    ),

    stand_ins as (
        select distinct on (found.game_id)
            found.held_game_id,
            found.game_id,
            found.minutes,
            found.thousandths,
            found.is_same
        from (
            select
                variants.held_game_id,
                variants.game_id,
                variants.minutes,
                1000 as thousandths,
                true as is_same
            from variants
            union all
            select
                alike.held_game_id,
                alike.game_id,
                alike.minutes,
                round(1000 * alike.share)::integer as thousandths,
                false as is_same
            from alike
        ) as found
        -- what speaks for itself needs nobody to do it
        where found.game_id <> all(p_games)
        order by
            found.game_id asc,
            found.is_same desc,
            found.thousandths desc,
            found.held_game_id asc
    )

    select
        library.game_id as held_game_id,
        library.game_id,
        library.minutes,
        1000 as thousandths,
        true as is_same
    from library
    where library.is_known
    union all
    select
        stand_ins.held_game_id,
        stand_ins.game_id,
        stand_ins.minutes,
        stand_ins.thousandths,
        stand_ins.is_same
    from stand_ins;
end;

comment on function agg.speaking_games(bigint[], integer[]) is
'Games whose owners speak for those of a library: itself, another edition or '
'test app (is_same), or games that are like it, with their parts in '
'thousandths; each once.';
