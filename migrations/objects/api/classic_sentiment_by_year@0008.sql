-- GET /sentiment_analysis?anio=, in the words of its first users.
create function api.classic_sentiment_by_year(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        json_build_object(
            'Negative', counts.negative_count,
            'Neutral', counts.neutral_count,
            'Positive', counts.positive_count
        ) as answer
    from api.release_year_sentiments(p_year) as counts;
end;

comment on function api.classic_sentiment_by_year(integer) is
'Q8 as /sentiment_analysis answers it.';
