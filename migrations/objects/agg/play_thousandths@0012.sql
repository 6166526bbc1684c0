-- How much is a recommendation for playing, and not for owning?  0 for the
-- goal 'own', 1000 for 'play'; a balance from 0 to 1 goes before the goal.
create function agg.play_thousandths(
    p_goal text, p_balance double precision
)
returns integer
language sql
stable
parallel safe
begin atomic
    select
        case
            when p_balance is not null
                then round(1000 * least(greatest(p_balance, 0), 1))::integer
            when p_goal::agg.recommendation_goal = 'own' then 0
            else 1000
        end as thousandths;
end;

comment on function agg.play_thousandths(text, double precision) is
'How much a recommendation is for playing, 0 to 1000: by a balance, else by a '
'goal.';
