-- What do some games have in common: releases, prices, playtime, reviews?
create function api.games_summary(p_game_ids bigint[])
returns json
language sql
stable
parallel safe
begin atomic
    with

    games as materialized (
        select
            release_year,
            price_usd,
            is_early_access,
            playtime_minutes,
            reviews_count,
            recommended_count,
            negative_count,
            neutral_count,
            positive_count
        from api.game_details
        where game_id = any(p_game_ids)
    ),

    released as (
        select
            release_year,
            count(*) as games_count,
            count(*) filter (where price_usd = 0) as free_count
        from games
        where release_year is not null
        group by release_year
    )

    select
        json_build_object(
            'games_count', count(*),
            'free_count', count(*) filter (where price_usd = 0),
            'free_percent',
            round(
                100.0 * count(*) filter (where price_usd = 0)
                / nullif(count(*), 0),
                2
            ),
            'early_access_count', count(*) filter (where is_early_access),
            'priced_count', count(price_usd),
            'average_price_usd', round(avg(price_usd), 2),
            'median_price_usd',
            -- a price that occurs, as in agg.prices_by_genre
            percentile_disc(0.5) within group (order by price_usd),
            'playtime_minutes', sum(playtime_minutes),
            'reviews_count', coalesce(sum(reviews_count), 0),
            'recommended_count', coalesce(sum(recommended_count), 0),
            'recommended_percent',
            round(
                100.0 * sum(recommended_count) / nullif(sum(reviews_count), 0),
                2
            ),
            'negative_count', coalesce(sum(negative_count), 0),
            'neutral_count', coalesce(sum(neutral_count), 0),
            'positive_count', coalesce(sum(positive_count), 0),
            'years',
            (
                select
                    coalesce(
                        json_agg(released order by released.release_year), '[]'
                    )
                from released
            )
        ) as answer
    from games;
end;

comment on function api.games_summary(bigint[]) is
'Releases by year, prices, playtime and reviews of some games.';
