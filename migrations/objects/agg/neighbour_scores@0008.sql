-- What do the users most similar to somebody play?  Similarity is the cosine
-- of what two users play, longer playtime counting more; the 50 most similar
-- of those who play something else have a say.  A game's score is the share of
-- their similarity that belongs to its players.
create function agg.neighbour_scores(p_games bigint[], p_minutes integer[])
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
        from agg.candidate_neighbours(p_games, p_minutes)
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

comment on function agg.neighbour_scores(bigint[], integer[]) is
'Scores of games by the users most similar to somebody with these, in '
'millionths, and how many of these users play each.';
