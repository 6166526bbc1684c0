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
