-- What does a game score before a library says anything, in millionths?
create function agg.game_bias(
    p_known core.recommendation_games, p_play integer, p_is_few boolean
)
returns bigint
language sql
immutable
parallel safe
begin atomic
    select
        (1000 - p_play)::bigint
        * case
            when p_is_few
                then coalesce((p_known).few_bias, (p_known).own_bias)
            else (p_known).own_bias
        end
        + p_play::bigint * case
            when p_is_few then (p_known).play_bias
            else 0
        end as millionths;
end;

comment on function agg.game_bias(
    core.recommendation_games, integer, boolean
) is
'The score of a game of which a library says nothing, in millionths.';
