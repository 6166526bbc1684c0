-- What does a library say of games that are not in it?  By one of four ways:
-- the model's weights, its weights for newcomers, what the games are, or
-- similar users, of which it also says how many speak for a game.
create function agg.library_scores(
    p_games bigint[], p_minutes integer[], p_play integer, p_way text
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
    from agg.weight_scores(p_games, p_minutes, p_play) as scores
    where p_way = 'weights'
    union all
    select
        scores.game_id,
        scores.millionths,
        null::bigint as users_count
    from agg.cold_start_scores(p_games, p_minutes, p_play) as scores
    where p_way = 'newcomers'
    union all
    select
        scores.game_id,
        scores.millionths,
        null::bigint as users_count
    from agg.content_scores(p_games, p_minutes, p_play) as scores
    where p_way = 'content'
    union all
    select
        scores.game_id,
        scores.millionths,
        scores.users_count
    from agg.neighbour_scores(p_games, p_minutes) as scores
    where p_way = 'users';
end;

comment on function agg.library_scores(bigint[], integer[], integer, text) is
'Scores of games for a library in one of four ways (''weights'', '
'''newcomers'', ''content'' or ''users''), in millionths.';
