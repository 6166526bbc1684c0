-- Q5: which developers' games do most reviews of a year warn of, in negative
-- words?  A tie goes to the name that sorts first.
create function api.most_warned_studios(
    p_year integer,
    p_year_of agg.year_of default 'posted',
    p_count integer default 3
)
returns table (
    place bigint,
    studio text,
    warned_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        row_number() over (
            order by counts.warned_count desc, counts.studio asc
        ) as place,
        counts.studio,
        counts.warned_count
    from api.review_counts_by_year_studio as counts
    where
        counts.year_of = p_year_of
        and counts.counted_year = p_year
        and counts.warned_count > 0
    order by counts.warned_count desc, counts.studio asc
    limit p_count;
end;

comment on function api.most_warned_studios(integer, agg.year_of, integer) is
'The least recommended developers of a year.';
