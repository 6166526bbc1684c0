-- One row per staged game: within a file the first line of an id wins; what
-- an earlier file leaves unknown, a later one fills.  The date, its text and
-- its year come from one line, and so do the price and its text.
create view staging.merged_games as
with

firsts as (
    select distinct on (games.file_number, games.game_id) games.*
    from staging.games
    order by
        games.file_number asc, games.game_id asc, games.line_number asc
),

releases as (
    select distinct on (game_id)
        game_id,
        released_on,
        release_year,
        release_text
    from firsts
    where release_text is not null or release_year is not null
    order by game_id asc, release_year is null asc, file_number asc
),

prices as (
    select distinct on (game_id)
        game_id,
        price_usd,
        price_text
    from firsts
    where price_text is not null or price_usd is not null
    order by game_id asc, price_usd is null asc, file_number asc
),

others as (
    select
        game_id,
        staging.first_known(name order by file_number) as name,
        staging.first_known(url order by file_number) as url,
        staging.first_known(reviews_url order by file_number) as reviews_url,
        staging.first_known(discount_price_usd order by file_number)
            as discount_price_usd,
        staging.first_known(is_early_access order by file_number)
            as is_early_access,
        staging.first_known(metascore order by file_number) as metascore,
        staging.first_known(store_sentiment order by file_number)
            as store_sentiment
    from firsts
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
    others.store_sentiment
from others
left join releases using (game_id)
left join prices using (game_id);

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
