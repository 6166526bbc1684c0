-- Q7: what do the reviews of a developer's games feel like?
create function api.studio_sentiments(p_studio text)
returns table (
    studio text,
    negative_count bigint,
    neutral_count bigint,
    positive_count bigint
)
language sql
stable
parallel safe
begin atomic
    select
        counts.studio,
        counts.negative_count,
        counts.neutral_count,
        counts.positive_count
    from api.sentiment_counts_by_studio as counts
    where counts.studio_key = api.name_key(p_studio);
end;

comment on function api.studio_sentiments(text) is
'Reviews of a studio''s games by sentiment; no row for an unknown studio.';
