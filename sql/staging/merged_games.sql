-- One row per staged game: within a file the first line of an id wins; what
-- an earlier file leaves unknown, a later one fills.  The date, its text and
-- its year come from one line, and so do the price and its text.
create view staging.merged_games as
with

firsts as (
    select distinct on (file_number, game_id)
        file_number,
        game_id,
        name,
        url,
        reviews_url,
        released_on,
        release_year,
        release_text,
        price_usd,
        price_text,
        discount_price_usd,
        is_early_access,
        metascore,
        store_sentiment,
        coalesce(release_text, release_year::text) is not null as has_release,
        coalesce(price_text, price_usd::text) is not null as has_price
    from staging.games
    order by file_number asc, game_id asc, line_number asc
)

select
    game_id,
    (array_agg(name order by file_number)
        filter (where name is not null))[1] as name,
    (array_agg(url order by file_number)
        filter (where url is not null))[1] as url,
    (array_agg(reviews_url order by file_number)
        filter (where reviews_url is not null))[1] as reviews_url,
    (array_agg(released_on order by release_year is null, file_number)
        filter (where has_release))[1] as released_on,
    (array_agg(release_year order by release_year is null, file_number)
        filter (where has_release))[1] as release_year,
    (array_agg(release_text order by release_year is null, file_number)
        filter (where has_release))[1] as release_text,
    (array_agg(price_usd order by price_usd is null, file_number)
        filter (where has_price))[1] as price_usd,
    (array_agg(price_text order by price_usd is null, file_number)
        filter (where has_price))[1] as price_text,
    (array_agg(discount_price_usd order by file_number)
        filter (where discount_price_usd is not null))[1]
        as discount_price_usd,
    (array_agg(is_early_access order by file_number)
        filter (where is_early_access is not null))[1] as is_early_access,
    (array_agg(metascore order by file_number)
        filter (where metascore is not null))[1] as metascore,
    (array_agg(store_sentiment order by file_number)
        filter (where store_sentiment is not null))[1] as store_sentiment,
    bool_or(has_release) as has_release,
    bool_or(has_price) as has_price
from firsts
group by game_id;

comment on view staging.merged_games is
'Staged games, merged over lines and files; one row per game.';
comment on column staging.merged_games.game_id is
'The store''s id.';
comment on column staging.merged_games.name is
'Name in the store.';
comment on column staging.merged_games.url is
'Page in the store.';
comment on column staging.merged_games.reviews_url is
'Page of the community''s reviews.';
comment on column staging.merged_games.released_on is
'Release date, where it is a whole one.';
comment on column staging.merged_games.release_year is
'Year found in release_text.';
comment on column staging.merged_games.release_text is
'Release date as written.';
comment on column staging.merged_games.price_usd is
'Price in US dollars.';
comment on column staging.merged_games.price_text is
'Price as written.';
comment on column staging.merged_games.discount_price_usd is
'Reduced price in US dollars.';
comment on column staging.merged_games.is_early_access is
'Sold before it is finished.';
comment on column staging.merged_games.metascore is
'Metacritic score, 0 to 100.';
comment on column staging.merged_games.store_sentiment is
'The store''s summary of reviews.';
comment on column staging.merged_games.has_release is
'Some file says something of the release.';
comment on column staging.merged_games.has_price is
'Some file says something of the price.';
