-- How much does a game in a library count, in thousandths?  For what will be
-- owned all count alike; for what will be played those played longer count
-- more, and one of unknown playtime counts as one played for an hour.
create function agg.library_weight(p_goal text, p_minutes integer)
returns integer
language sql
stable
parallel safe
begin atomic
    select
        case p_goal
            when 'own' then 1000
            when 'play'
                then
                    round(
                        400
                        + 70 * ln(
                            1
                            + greatest(
                                coalesce(p_minutes, 60), 0
                            )::double precision
                        )
                    )::integer
            -- another goal is an error
            else length(p_goal::agg.recommendation_goal::text)
        end as weight;
end;

comment on function agg.library_weight(text, integer) is
'How much a game in a library counts for a goal (''own'' or ''play'') after '
'so many minutes of it, in thousandths.';
