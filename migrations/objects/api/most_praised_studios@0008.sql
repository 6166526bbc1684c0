-- Q6: which developers' games do most reviews of a year recommend, in positive
-- words?  A tie goes to the name that sorts first.
create function api.most_praised_studios(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    studio text,
    praised_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.praised_count desc, counts.studio asc
        ) as place,
        counts.studio,
        counts.praised_count
    from api.review_counts_by_year_studio as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.praised_count > 0
    order by counts.praised_count desc, counts.studio asc
    limit p_count;
end;

comment on function api.most_praised_studios(integer, agg.year_of, integer) is
'The most praised developers of a year.';
