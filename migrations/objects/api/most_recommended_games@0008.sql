-- Q3: which games do most reviews of a year recommend, in positive or neutral
-- words?  A tie goes to the lower game id.
create function api.most_recommended_games(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    recommended_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.recommended_count desc, counts.game_id asc
        ) as place,
        counts.game_id,
        counts.game,
        counts.recommended_count
    from api.review_counts_by_year_game as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.recommended_count > 0
    order by counts.recommended_count desc, counts.game_id asc
    limit p_count;
end;

comment on function api.most_recommended_games(integer, agg.year_of, integer) is
'The most recommended games of a year.';
