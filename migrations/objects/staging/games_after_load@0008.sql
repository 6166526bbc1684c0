-- The rows of core.games as they will be after this load, in the columns and
-- the order of core.games: what the load leaves unknown stays as it was.
create view staging.games_after_load as
select
    merged.game_id,
    coalesce(
        merged.name,
        -- what libraries call a game is no name of the store's
        case when games.is_in_catalogue then games.name end
    ) as name,
    coalesce(merged.url, games.url) as url,
    coalesce(merged.reviews_url, games.reviews_url) as reviews_url,
    case
        when merged.release_year is not null then merged.released_on
        else games.released_on
    end as released_on,
    coalesce(merged.release_year, games.release_year) as release_year,
    case
        when merged.release_year is null and games.release_year is not null
            then games.release_text
        else coalesce(merged.release_text, games.release_text)
    end as release_text,
    coalesce(merged.price_usd, games.price_usd) as price_usd,
    case
        when merged.price_usd is null and games.price_usd is not null
            then games.price_text
        else coalesce(merged.price_text, games.price_text)
    end as price_text,
    coalesce(merged.discount_price_usd, games.discount_price_usd)
        as discount_price_usd,
    coalesce(merged.is_early_access, games.is_early_access)
        as is_early_access,
    coalesce(merged.metascore, games.metascore) as metascore,
    coalesce(merged.store_sentiment, games.store_sentiment)
        as store_sentiment,
    true as is_in_catalogue
from staging.merged_games as merged
left join core.games using (game_id);

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
