-- GET /developer_reviews_analysis, in the words of its first users.
create function api.classic_developer_reviews_analysis(p_studio text)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            counts.studio,
            json_build_array(
                'Negative = ' || counts.negative_count,
                'Positive = ' || counts.positive_count
            )
        ) as answer
    from api.studio_sentiments(p_studio) as counts;
end;

comment on function api.classic_developer_reviews_analysis(text) is
'Q9 as /developer_reviews_analysis answers it; null for an unknown studio.';
