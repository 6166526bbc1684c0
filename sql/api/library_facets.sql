-- What is a library made of: played or not, prices, years?
create function api.library_facets(p_user_id text)
returns table (
    place bigint,
    facet text,
    value text,
    games_count bigint,
    games_percent numeric,
    played_games_count bigint,
    playtime_minutes bigint,
    worth_usd numeric
)
language sql
stable
parallel safe
begin atomic
    with

    library as (
        select
            items.playtime_minutes,
            games.price_usd,
            games.release_year
        from api.items
        inner join api.game_details as games using (game_id)
        where items.user_id = p_user_id
    ),

    counted as (
        select
            facets.facet,
            facets.value,
            facets.rank_in_facet,
            count(*) as games_count,
            count(*) filter (
                where library.playtime_minutes > 0
            ) as played_games_count,
            sum(library.playtime_minutes) as playtime_minutes,
            coalesce(sum(library.price_usd), 0) as worth_usd
        from library
        -- a price that is not known lies in no band
        left join api.price_bands as bands
            on
                library.price_usd >= bands.price_from
                and library.price_usd <= coalesce(bands.price_to, 'infinity')
        cross join
            lateral (
                values
                (
                    'played',
                    case
                        when library.playtime_minutes = 0 then 'never'
                        when library.playtime_minutes < 60
                            then 'under 1 hour'
                        when library.playtime_minutes < 600
                            then '1 to 10 hours'
                        when library.playtime_minutes < 6000
                            then '10 to 100 hours'
                        else '100 hours and more'
                    end,
                    width_bucket(
                        library.playtime_minutes, array[0, 1, 60, 600, 6000]
                    )
                ),
                (
                    'price',
                    case
                        when library.price_usd is null then 'unknown'
                        when bands.price_to = 0 then 'free'
                        when bands.price_to < 5
                            then 'under $5'
                        when bands.price_from < 20
                            then format(
                                '$%s to $%s', bands.price_from, bands.price_to
                            )
                        else '$20 and more'
                    end,
                    -- those of 20 dollars and more are one
                    case
                        when library.price_usd is null then 6
                        else least(bands.place, 5)
                    end
                ),
                (
                    'year',
                    coalesce(library.release_year::text, 'unknown'),
                    coalesce(library.release_year, 9999)::integer
                )
            ) as facets (facet, value, rank_in_facet)
        group by facets.facet, facets.value, facets.rank_in_facet
    )

    select
        row_number() over (order by facet, rank_in_facet) as place,
        facet,
        value,
        games_count,
        round(
            100.0 * games_count / sum(games_count) over (partition by facet), 2
        ) as games_percent,
        played_games_count,
        playtime_minutes::bigint,
        worth_usd
    from counted;
end;

comment on function api.library_facets(text) is
'A user''s library by playtime, price and release year; no rows for a user '
'without games. Worth is the sum of today''s known prices.';
