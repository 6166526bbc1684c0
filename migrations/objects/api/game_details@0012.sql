-- Everything known of a game.  Grain: one row per game.
create view api.game_details as
select
    game_id,
    name,
    released_on,
    release_year,
    price_usd,
    discount_price_usd,
    is_early_access,
    is_in_catalogue,
    metascore,
    store_sentiment,
    genres,
    tags,
    specs,
    developers,
    publishers,
    is_owners_known,
    owners_count,
    players_count,
    playtime_minutes,
    playtime_p25_minutes,
    playtime_median_minutes,
    playtime_p75_minutes,
    reviews_count,
    recommended_count,
    negative_count,
    neutral_count,
    positive_count,
    recommended_percent,
    url,
    reviews_url,
    release_text,
    price_text,
    search_text,
    released_from,
    genre_ids,
    tag_ids,
    spec_ids,
    developer_ids,
    publisher_ids,
    format('https://store.steampowered.com/app/%s/', game_id) as store_url,
    format(
        'https://cdn.akamai.steamstatic.com/steam/apps/%s/header.jpg', game_id
    ) as image_url,
    owners_count - players_count as unplayed_count,
    round(100.0 * players_count / nullif(owners_count, 0), 2)
        as played_percent,
    reviews_count - recommended_count as not_recommended_count
from agg.details_by_game;

comment on view api.game_details is
'Everything known of a game; one row per game.';
comment on column api.game_details.game_id is
'The store''s id.';
comment on column api.game_details.name is
'Name; ''App'' and the id where no file names the game.';
comment on column api.game_details.released_on is
'Release date, where the store gives a whole one.';
comment on column api.game_details.release_year is
'Release year; null is unknown.';
comment on column api.game_details.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column api.game_details.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column api.game_details.is_early_access is
'Sold before it is finished.';
comment on column api.game_details.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column api.game_details.metascore is
'Metacritic score, 0 to 100.';
comment on column api.game_details.store_sentiment is
'The store''s own summary of its reviews.';
comment on column api.game_details.genres is
'Genres, in the store''s order.';
comment on column api.game_details.tags is
'Tags, most given first.';
comment on column api.game_details.specs is
'Features, in the store''s order.';
comment on column api.game_details.developers is
'Developers, as credited.';
comment on column api.game_details.publishers is
'Publishers, as credited.';
comment on column api.game_details.is_owners_known is
'False for a game in no library that is free or reviewed, or while no library '
'is loaded.';
comment on column api.game_details.owners_count is
'Users who have it in their library; null is unknown.';
comment on column api.game_details.players_count is
'Owners who played it for a minute or more; null is unknown.';
comment on column api.game_details.playtime_minutes is
'Minutes over all owners; null is unknown.';
comment on column api.game_details.playtime_p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column api.game_details.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column api.game_details.playtime_p75_minutes is
'Three quarters of its players played less, in minutes.';
comment on column api.game_details.reviews_count is
'Reviews.';
comment on column api.game_details.recommended_count is
'Reviews that recommend it.';
comment on column api.game_details.negative_count is
'Reviews with a polarity below 0.';
comment on column api.game_details.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.game_details.positive_count is
'Reviews with a polarity above 0.';
comment on column api.game_details.recommended_percent is
'Share of reviews that recommend it in percent, 2 decimals; null without '
'reviews.';
comment on column api.game_details.url is
'Page in the store.';
comment on column api.game_details.reviews_url is
'Page of the community''s reviews.';
comment on column api.game_details.release_text is
'Release date as the store writes it.';
comment on column api.game_details.price_text is
'Price as the store writes it.';
comment on column api.game_details.search_text is
'The name as a search compares it.';
comment on column api.game_details.released_from is
'Release date, else 1 January of the release year; to sort by.';
comment on column api.game_details.genre_ids is
'Keys of the genres, to filter by.';
comment on column api.game_details.tag_ids is
'Keys of the tags, to filter by.';
comment on column api.game_details.spec_ids is
'Keys of the specs, to filter by.';
comment on column api.game_details.developer_ids is
'Keys of the developers, to filter by.';
comment on column api.game_details.publisher_ids is
'Keys of the publishers, to filter by.';
comment on column api.game_details.store_url is
'Page in the store, made of the id; whether there is one was not checked.';
comment on column api.game_details.image_url is
'The store''s picture, made of the id; whether there is one was not checked.';
comment on column api.game_details.unplayed_count is
'Owners who never played it for a minute; null is unknown.';
comment on column api.game_details.played_percent is
'Share of owners who played it in percent, 2 decimals; null is unknown, or '
'without owners.';
comment on column api.game_details.not_recommended_count is
'Reviews that do not recommend it.';
