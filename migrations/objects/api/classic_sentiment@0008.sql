-- GET /sentiment, in the words of its first users.
create function api.classic_sentiment(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    select
        coalesce(
            json_agg(
                json_build_object(
                    'Sentimiento', counts.store_sentiment,
                    'Cantidad', counts.games_count
                )
                order by counts.games_count desc, counts.store_sentiment asc
            ),
            '[]'
        ) as answer
    from api.store_sentiments(p_year) as counts;
end;

comment on function api.classic_sentiment(integer) is
'Q19 as /sentiment answers it.';
