-- GET /sentiment_analysis?empresa=, in the words of its first users.
create function api.classic_sentiment_by_studio(p_studio text)
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
                'Neutral = ' || counts.neutral_count,
                'Positive = ' || counts.positive_count
            )
        ) as answer
    from api.studio_sentiments(p_studio) as counts;
end;

comment on function api.classic_sentiment_by_studio(text) is
'Q7 as /sentiment_analysis answers it; null for an unknown studio.';
