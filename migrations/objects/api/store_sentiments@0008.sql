-- Q19: how does the store sum up the reviews of a year's games?  A tie goes to
-- the text that sorts first.
create function api.store_sentiments(p_year integer)
returns table (
    store_sentiment text,
    games_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        counts.store_sentiment,
        counts.games_count
    from api.games_by_year_store_sentiment as counts
    where counts.release_year = p_year
    order by counts.games_count desc, counts.store_sentiment asc;
end;

comment on function api.store_sentiments(integer) is
'Games released in a year by the store''s summary, most frequent first.';
