-- Which games does somebody with this library want, and why?
create function agg.recommended_games(
    p_games bigint[],
    p_minutes integer[],
    p_play integer,
    p_method agg.recommendation_method,
    p_filters agg.recommendation_filters,
    p_count integer,
    p_diversity double precision,
    p_newcomers integer
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score numeric,
    origin text,
    reasons json
)
language sql
stable
parallel safe
set jit = off
set plan_cache_mode = force_generic_plan
begin atomic
    with

    chosen as materialized (
        select found.*
        from agg.ranked_games(
            p_games,
            p_minutes,
            p_play,
            p_method,
            p_filters,
            p_count,
            p_diversity,
            p_newcomers
        ) as found
    ),

    reasoned as materialized (
        select found.*
        from agg.weight_reasons(
            array(
                select game_id from chosen
                where
                    origin = 'weights'
                    or (origin = 'popularity' and p_method = 'weights')
            ),
            array(
                select game_id from chosen
                where origin = 'newcomers'
            ),
            array(
                select game_id from chosen
                where origin = 'content'
            ),
            p_games,
            p_minutes,
            p_play
        ) as found
    )

    select
        chosen.place,
        chosen.game_id,
        chosen.game,
        trim_scale(chosen.millionths / 1000000.0) as score,
        case
            -- nothing in the library speaks for it
            when
                chosen.origin = 'weights'
                and reasoned.is_spoken_for is not true
                then 'popularity'
            else chosen.origin
        end as origin,
        case
            when chosen.origin = 'users'
                then
                    json_build_array(
                        json_build_object('users_count', chosen.users_count)
                    )
            -- what is less popular than most has none
            else coalesce(reasoned.reasons, '[]')
        end as reasons
    from chosen
    left join reasoned using (game_id)
    order by chosen.place asc;
end;

comment on function agg.recommended_games(
    bigint[],
    integer[],
    integer,
    agg.recommendation_method,
    agg.recommendation_filters,
    integer,
    double precision, integer
) is
'Games for a library, best first, with what found each and the reasons.';
