-- Q8: what do the reviews of the games released in a year feel like?
create function api.release_year_sentiments(p_year integer)
returns table (
    negative_count bigint,
    neutral_count bigint,
    positive_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        coalesce(sum(counts.negative_count), 0)::bigint as negative_count,
        coalesce(sum(counts.neutral_count), 0)::bigint as neutral_count,
        coalesce(sum(counts.positive_count), 0)::bigint as positive_count
    from api.sentiment_counts_by_release_year as counts
    where counts.release_year = p_year;
end;

comment on function api.release_year_sentiments(integer) is
'Reviews of a release year''s games by sentiment; one row for any year.';
