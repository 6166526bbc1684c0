-- What do games of a genre cost?  Grain: one row per genre.
create view api.prices_by_genre as
select
    genres.name as genre,
    prices.games_count,
    prices.priced_count,
    prices.free_count,
    prices.average_price_usd,
    prices.average_paid_usd,
    prices.median_price_usd,
    genres.name_key as genre_key
from agg.prices_by_genre as prices
inner join core.genres using (genre_id);

comment on view api.prices_by_genre is
'Prices of a genre''s games; one row per genre.';
comment on column api.prices_by_genre.genre is
'The genre; a game counts in each of its genres.';
comment on column api.prices_by_genre.games_count is
'Games of the genre.';
comment on column api.prices_by_genre.priced_count is
'Those of them with a known price.';
comment on column api.prices_by_genre.free_count is
'Those of them with a price of 0.';
comment on column api.prices_by_genre.average_price_usd is
'Average of the known prices, free games among them, in US dollars.';
comment on column api.prices_by_genre.average_paid_usd is
'Average of the prices above 0, in US dollars.';
comment on column api.prices_by_genre.median_price_usd is
'Half of the known prices are not above it, in US dollars.';
comment on column api.prices_by_genre.genre_key is
'The genre as api.name_key() writes it, to look it up by.';
