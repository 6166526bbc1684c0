-- The rows of core.games as they will be after this load, in the columns and
-- the order of core.games.  Of each field the newest crawl that states it
-- counts, and in it the first file, by name.  The date, its text and its year
-- come from one file, and so do the price and its text.
create view staging.games_after_load as
with

releases as (
    select distinct on (game_id)
        game_id,
        released_on,
        release_year,
        release_text
    from staging.game_statements
    where release_text is not null or release_year is not null
    order by
        game_id asc,
        release_year is null asc,
        crawled_on desc,
        file_name asc,
        sha256 asc
),

prices as (
    select distinct on (game_id)
        game_id,
        price_usd,
        price_text
    from staging.game_statements
    where price_text is not null or price_usd is not null
    order by
        game_id asc,
        price_usd is null asc,
        crawled_on desc,
        file_name asc,
        sha256 asc
),

ordered as (
    select
        game_id,
        name,
        url,
        reviews_url,
        discount_price_usd,
        is_early_access,
        metascore,
        store_sentiment,
        row_number() over (
            partition by game_id
            order by crawled_on desc, file_name asc, sha256 asc
        ) as place
    from staging.game_statements
),

others as (
    select
        game_id,
        staging.first_known(name order by place) as name,
        staging.first_known(url order by place) as url,
        staging.first_known(reviews_url order by place) as reviews_url,
        staging.first_known(discount_price_usd order by place)
            as discount_price_usd,
        staging.first_known(is_early_access order by place)
            as is_early_access,
        staging.first_known(metascore order by place) as metascore,
        staging.first_known(store_sentiment order by place)
            as store_sentiment
    from ordered
    group by game_id
)

select
    others.game_id,
    others.name,
    others.url,
    others.reviews_url,
    releases.released_on,
    releases.release_year,
    releases.release_text,
    prices.price_usd,
    prices.price_text,
    others.discount_price_usd,
    others.is_early_access,
    others.metascore,
    others.store_sentiment,
    true as is_in_catalogue
from others
left join releases using (game_id)
left join prices using (game_id);

comment on view staging.games_after_load is
'Games of the load as core.games will hold them; one row per game.';
comment on column staging.games_after_load.game_id is
'The store''s id.';
comment on column staging.games_after_load.name is
'Name in the store.';
comment on column staging.games_after_load.url is
'Page in the store.';
comment on column staging.games_after_load.reviews_url is
'Page of the community''s reviews.';
comment on column staging.games_after_load.released_on is
'Release date, where it is a whole one.';
comment on column staging.games_after_load.release_year is
'Year found in release_text.';
comment on column staging.games_after_load.release_text is
'Release date as written.';
comment on column staging.games_after_load.price_usd is
'Price in US dollars.';
comment on column staging.games_after_load.price_text is
'Price as written.';
comment on column staging.games_after_load.discount_price_usd is
'Reduced price in US dollars.';
comment on column staging.games_after_load.is_early_access is
'Sold before it is finished.';
comment on column staging.games_after_load.metascore is
'Metacritic score, 0 to 100.';
comment on column staging.games_after_load.store_sentiment is
'The store''s summary of reviews.';
comment on column staging.games_after_load.is_in_catalogue is
'True: a games file names the game.';
