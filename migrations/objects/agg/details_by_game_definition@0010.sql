-- Everything known of a game.  Grain: one row per game.
create view agg.details_by_game_definition as
with

-- the crawl leaves free games out of libraries, and reviewers own what they
-- review: none of these is a game that nobody has
owned as (
    select
        games.game_id,
        played.game_id is not null
        or (
            exists (select from agg.playtime_by_game)
            and games.price_usd is distinct from 0
            and opinions.game_id is null
        ) as is_owners_known,
        played.owners_count,
        played.players_count,
        played.playtime_minutes,
        played.p25_minutes,
        played.median_minutes,
        played.p75_minutes
    from core.games
    -- a game may be in no library, or not reviewed
    left join agg.playtime_by_game as played using (game_id)
    left join agg.review_summaries_by_game as opinions using (game_id)
)

select
    games.game_id,
    names.name,
    games.released_on,
    games.release_year,
    games.price_usd,
    games.discount_price_usd,
    games.is_early_access,
    games.is_in_catalogue,
    games.metascore,
    games.store_sentiment,
    labels.genres,
    labels.tags,
    labels.specs,
    labels.developers,
    labels.publishers,
    owned.is_owners_known,
    case
        when owned.is_owners_known then coalesce(owned.owners_count, 0)
    end as owners_count,
    case
        when owned.is_owners_known then coalesce(owned.players_count, 0)
    end as players_count,
    case
        when owned.is_owners_known then coalesce(owned.playtime_minutes, 0)
    end as playtime_minutes,
    owned.p25_minutes as playtime_p25_minutes,
    owned.median_minutes as playtime_median_minutes,
    owned.p75_minutes as playtime_p75_minutes,
    coalesce(opinions.reviews_count, 0) as reviews_count,
    coalesce(opinions.recommended_count, 0) as recommended_count,
    coalesce(sentiments.negative_count, 0) as negative_count,
    coalesce(sentiments.neutral_count, 0) as neutral_count,
    coalesce(sentiments.positive_count, 0) as positive_count,
    round(
        100.0 * opinions.recommended_count / opinions.reviews_count, 2
    ) as recommended_percent,
    games.url,
    games.reviews_url,
    games.release_text,
    games.price_text,
    names.search_text,
    coalesce(games.released_on, make_date(games.release_year, 1, 1))
        as released_from,
    labels.genre_ids,
    labels.tag_ids,
    labels.spec_ids,
    labels.developer_ids,
    labels.publisher_ids
from core.games
inner join agg.names_by_game as names using (game_id)
inner join agg.labels_by_game as labels using (game_id)
inner join owned using (game_id)
-- a game may be not reviewed
left join agg.review_summaries_by_game as opinions using (game_id)
left join agg.sentiment_counts_by_game as sentiments using (game_id);

comment on view agg.details_by_game_definition is
'Everything known of a game; one row per game.';
comment on column agg.details_by_game_definition.game_id is
'The store''s id.';
comment on column agg.details_by_game_definition.name is
'Name; ''App'' and the id where no file names the game.';
comment on column agg.details_by_game_definition.released_on is
'Release date, where the store gives a whole one.';
comment on column agg.details_by_game_definition.release_year is
'Release year; null is unknown.';
comment on column agg.details_by_game_definition.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.details_by_game_definition.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column agg.details_by_game_definition.is_early_access is
'Sold before it is finished.';
comment on column agg.details_by_game_definition.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column agg.details_by_game_definition.metascore is
'Metacritic score, 0 to 100.';
comment on column agg.details_by_game_definition.store_sentiment is
'The store''s own summary of its reviews.';
comment on column agg.details_by_game_definition.genres is
'Genres, in the store''s order.';
comment on column agg.details_by_game_definition.tags is
'Tags, most given first.';
comment on column agg.details_by_game_definition.specs is
'Features, in the store''s order.';
comment on column agg.details_by_game_definition.developers is
'Developers, as credited.';
comment on column agg.details_by_game_definition.publishers is
'Publishers, as credited.';
comment on column agg.details_by_game_definition.is_owners_known is
'False for a game in no library that is free or reviewed, or while no library '
'is loaded.';
comment on column agg.details_by_game_definition.owners_count is
'Users who have it in their library; null is unknown.';
comment on column agg.details_by_game_definition.players_count is
'Owners who played it for a minute or more; null is unknown.';
comment on column agg.details_by_game_definition.playtime_minutes is
'Minutes over all owners; null is unknown.';
comment on column agg.details_by_game_definition.playtime_p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column agg.details_by_game_definition.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column agg.details_by_game_definition.playtime_p75_minutes is
'Three quarters of its players played less, in minutes.';
comment on column agg.details_by_game_definition.reviews_count is
'Reviews.';
comment on column agg.details_by_game_definition.recommended_count is
'Reviews that recommend it.';
comment on column agg.details_by_game_definition.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.details_by_game_definition.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.details_by_game_definition.positive_count is
'Reviews with a polarity above 0.';
comment on column agg.details_by_game_definition.recommended_percent is
'Share of reviews that recommend it in percent, 2 decimals; null without '
'reviews.';
comment on column agg.details_by_game_definition.url is
'Page in the store.';
comment on column agg.details_by_game_definition.reviews_url is
'Page of the community''s reviews.';
comment on column agg.details_by_game_definition.release_text is
'Release date as the store writes it.';
comment on column agg.details_by_game_definition.price_text is
'Price as the store writes it.';
comment on column agg.details_by_game_definition.search_text is
'The name as a search compares it.';
comment on column agg.details_by_game_definition.released_from is
'Release date, else 1 January of the release year; to sort by.';
comment on column agg.details_by_game_definition.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.details_by_game_definition.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.details_by_game_definition.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.details_by_game_definition.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.details_by_game_definition.publisher_ids is
'Keys of the publishers, to filter by.';
