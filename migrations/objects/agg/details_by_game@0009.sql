-- Everything known of a game.  Grain: one row per game.
create materialized view agg.details_by_game as
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
        played.playtime_minutes
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
    quartiles.p25_minutes as playtime_p25_minutes,
    quartiles.median_minutes as playtime_median_minutes,
    quartiles.p75_minutes as playtime_p75_minutes,
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
-- a game may be unplayed or not reviewed
left join agg.playtime_quartiles_by_game as quartiles using (game_id)
left join agg.review_summaries_by_game as opinions using (game_id)
left join agg.sentiment_counts_by_game as sentiments using (game_id)
with no data;

create unique index uq_details_by_game_game_id
on agg.details_by_game (game_id);
create index ix_details_by_game_genre_ids
on agg.details_by_game using gin (genre_ids);
create index ix_details_by_game_tag_ids
on agg.details_by_game using gin (tag_ids);
create index ix_details_by_game_spec_ids
on agg.details_by_game using gin (spec_ids);
create index ix_details_by_game_developer_ids
on agg.details_by_game using gin (developer_ids);
create index ix_details_by_game_publisher_ids
on agg.details_by_game using gin (publisher_ids);
-- one for each way to sort; read backwards they serve the other direction
create index ix_details_by_game_name
on agg.details_by_game (name, game_id);
create index ix_details_by_game_released_from
on agg.details_by_game (released_from, game_id);
create index ix_details_by_game_price_usd
on agg.details_by_game (price_usd, game_id);
create index ix_details_by_game_owners_count
on agg.details_by_game (owners_count, game_id);
create index ix_details_by_game_playtime_minutes
on agg.details_by_game (playtime_minutes, game_id);
create index ix_details_by_game_recommended_percent
on agg.details_by_game (recommended_percent, game_id);

-- shown, never compared: statistics of them would take longer than the rest
alter materialized view agg.details_by_game
alter column url set statistics 0,
alter column reviews_url set statistics 0,
alter column release_text set statistics 0,
alter column price_text set statistics 0,
alter column genres set statistics 0,
alter column tags set statistics 0,
alter column specs set statistics 0,
alter column developers set statistics 0,
alter column publishers set statistics 0;

comment on materialized view agg.details_by_game is
'Everything known of a game; one row per game.';
comment on column agg.details_by_game.game_id is
'The store''s id.';
comment on column agg.details_by_game.name is
'Name; ''App'' and the id where no file names the game.';
comment on column agg.details_by_game.released_on is
'Release date, where the store gives a whole one.';
comment on column agg.details_by_game.release_year is
'Release year; null is unknown.';
comment on column agg.details_by_game.price_usd is
'Price in US dollars; 0 is free, null is unknown.';
comment on column agg.details_by_game.discount_price_usd is
'Reduced price in US dollars on the crawl day.';
comment on column agg.details_by_game.is_early_access is
'Sold before it is finished.';
comment on column agg.details_by_game.is_in_catalogue is
'False for a game that only libraries or reviews mention.';
comment on column agg.details_by_game.metascore is
'Metacritic score, 0 to 100.';
comment on column agg.details_by_game.store_sentiment is
'The store''s own summary of its reviews.';
comment on column agg.details_by_game.genres is
'Genres, in the store''s order.';
comment on column agg.details_by_game.tags is
'Tags, most given first.';
comment on column agg.details_by_game.specs is
'Features, in the store''s order.';
comment on column agg.details_by_game.developers is
'Developers, as credited.';
comment on column agg.details_by_game.publishers is
'Publishers, as credited.';
comment on column agg.details_by_game.is_owners_known is
'False for a game in no library that is free or reviewed, or while no library '
'is loaded.';
comment on column agg.details_by_game.owners_count is
'Users who have it in their library; null is unknown.';
comment on column agg.details_by_game.players_count is
'Owners who played it for a minute or more; null is unknown.';
comment on column agg.details_by_game.playtime_minutes is
'Minutes over all owners; null is unknown.';
comment on column agg.details_by_game.playtime_p25_minutes is
'A quarter of its players played less, in minutes.';
comment on column agg.details_by_game.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column agg.details_by_game.playtime_p75_minutes is
'Three quarters of its players played less, in minutes.';
comment on column agg.details_by_game.reviews_count is
'Reviews.';
comment on column agg.details_by_game.recommended_count is
'Reviews that recommend it.';
comment on column agg.details_by_game.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.details_by_game.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.details_by_game.positive_count is
'Reviews with a polarity above 0.';
comment on column agg.details_by_game.recommended_percent is
'Share of reviews that recommend it in percent, 2 decimals; null without '
'reviews.';
comment on column agg.details_by_game.url is
'Page in the store.';
comment on column agg.details_by_game.reviews_url is
'Page of the community''s reviews.';
comment on column agg.details_by_game.release_text is
'Release date as the store writes it.';
comment on column agg.details_by_game.price_text is
'Price as the store writes it.';
comment on column agg.details_by_game.search_text is
'The name as a search compares it.';
comment on column agg.details_by_game.released_from is
'Release date, else 1 January of the release year; to sort by.';
comment on column agg.details_by_game.genre_ids is
'Keys of the genres, to filter by.';
comment on column agg.details_by_game.tag_ids is
'Keys of the tags, to filter by.';
comment on column agg.details_by_game.spec_ids is
'Keys of the specs, to filter by.';
comment on column agg.details_by_game.developer_ids is
'Keys of the developers, to filter by.';
comment on column agg.details_by_game.publisher_ids is
'Keys of the publishers, to filter by.';
