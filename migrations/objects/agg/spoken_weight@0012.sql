-- What does a game that counts so much say of another, in millionths?  Whole
-- numbers, so that no plan changes a sum of them.
create function agg.spoken_weight(
    p_weight core.recommendation_weights,
    p_own bigint,
    p_play bigint,
    p_is_few boolean
)
returns bigint
language sql
immutable
parallel safe
begin atomic
    select
        p_own * case
            when p_is_few
                then coalesce((p_weight).few_weight, (p_weight).own_weight)
            else (p_weight).own_weight
        end
        + p_play * (p_weight).play_weight as millionths;
end;

comment on function agg.spoken_weight(
    core.recommendation_weights, bigint, bigint, boolean
) is
'What a game of a library says of another by a weight, in millionths.';
