-- Q4: which games do most reviews of a year warn of, in negative words?  A tie
-- goes to the lower game id.
create function api.most_warned_games(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    warned_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.warned_count desc, counts.game_id asc
        ) as place,
        counts.game_id,
        counts.game,
        counts.warned_count
    from api.review_counts_by_year_game as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.warned_count > 0
    order by counts.warned_count desc, counts.game_id asc
    limit p_count;
end;

comment on function api.most_warned_games(integer, agg.year_of, integer) is
'The least recommended games of a year.';
