-- What do games of a genre cost?  Grain: one row per genre.
create materialized view agg.prices_by_genre as
select
    game_genres.genre_id,
    count(*) as games_count,
    count(games.price_usd) as priced_count,
    count(*) filter (where games.price_usd = 0) as free_count,
    round(avg(games.price_usd), 2) as average_price_usd,
    round(
        avg(games.price_usd) filter (where games.price_usd > 0), 2
    ) as average_paid_usd,
    percentile_disc(0.5) within group (
        order by games.price_usd
    ) as median_price_usd
from core.game_genres
inner join core.games using (game_id)
group by game_genres.genre_id
with no data;

create unique index uq_prices_by_genre_genre_id
on agg.prices_by_genre (genre_id);

comment on materialized view agg.prices_by_genre is
'Prices of a genre''s games; one row per genre.';
comment on column agg.prices_by_genre.genre_id is
'The genre; a game counts in each of its genres.';
comment on column agg.prices_by_genre.games_count is
'Games of the genre.';
comment on column agg.prices_by_genre.priced_count is
'Those of them with a known price.';
comment on column agg.prices_by_genre.free_count is
'Those of them with a price of 0.';
comment on column agg.prices_by_genre.average_price_usd is
'Average of the known prices, free games among them, in US dollars.';
comment on column agg.prices_by_genre.average_paid_usd is
'Average of the prices above 0, in US dollars.';
comment on column agg.prices_by_genre.median_price_usd is
'Half of the known prices are not above it, in US dollars.';
