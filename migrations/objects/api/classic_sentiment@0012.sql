-- GET /sentiment, in the words of its first users.  Where a game has fewer than
-- ten reviews the store says how many instead of how they are.
create function api.classic_sentiment(p_year integer)
returns json
language sql
stable
parallel safe
begin atomic
    with

    placed as (
        select
            counts.store_sentiment,
            counts.games_count,
            counts.store_sentiment ~ '^[0-9]+ user reviews?$' as is_placeholder
        from api.store_sentiments(p_year) as counts
    ),

    categories as (
        select
            is_placeholder,
            case
                when is_placeholder then 'Pocas reseñas'
                else store_sentiment
            end as category,
            sum(games_count) as games_count
        from placed
        group by is_placeholder, category
    )

    select
        coalesce(
            json_object_agg(
                category, games_count
                order by is_placeholder asc, games_count desc, category asc
            ),
            '{}'
        ) as answer
    from categories;
end;

comment on function api.classic_sentiment(integer) is
'Q19 as /sentiment answers it.';
