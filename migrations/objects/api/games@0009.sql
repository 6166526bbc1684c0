-- Which games are there?  Grain: one row per game.
create view api.games as
select
    game_id,
    agg.game_name(game_id, name) as name,
    released_on,
    release_year,
    release_text,
    price_usd,
    price_text,
    discount_price_usd,
    is_early_access,
    metascore,
    store_sentiment,
    is_in_catalogue,
    url,
    reviews_url
from core.games;

comment on view api.games is
'Games of the catalogue and of libraries; one row per game.';
comment on column api.games.game_id is
'The store''s id.';
comment on column api.games.name is
'Name in the store, else in libraries; ''App'' and the id where no file names '
'it.';
comment on column api.games.released_on is
'Release date, where the store gives a whole one.';
comment on column api.games.release_year is
'First 19dd or 20dd in release_text; null is unknown.';
comment on column api.games.release_text is
'Release date as the store writes it.';
comment on column api.games.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column api.games.price_text is
'Price as the store writes it.';
comment on column api.games.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column api.games.is_early_access is
'Sold before it is finished.';
comment on column api.games.metascore is
'Metacritic score, 0 to 100.';
comment on column api.games.store_sentiment is
'The store''s own summary of its reviews.';
comment on column api.games.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column api.games.url is
'Page in the store.';
comment on column api.games.reviews_url is
'Page of the community''s reviews.';
