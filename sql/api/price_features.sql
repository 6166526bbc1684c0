-- From what may a price be foreseen?  Grain: one row per game of the
-- catalogue.
create view api.price_features as
with

attributes as (
    select
        details.game_id,
        row(
            agg.label_keys(details.genres),
            details.tags,
            details.specs,
            subjects.developer_id,
            subjects.publisher_id,
            details.name,
            details.release_year
            + coalesce(
                (extract(doy from details.released_on) - 1) / 366, 0.5
            ),
            details.is_early_access,
            details.metascore,
            details.store_sentiment,
            details.reviews_count,
            details.recommended_percent,
            -- where it is unknown only the price tells that from none
            coalesce(details.owners_count, 0),
            coalesce(details.players_count, 0),
            details.playtime_median_minutes
        )::agg.game_attributes as known
    from agg.details_by_game as details
    inner join agg.price_history_keys as subjects using (game_id)
)

select
    details.game_id,
    details.price_usd,
    details.genres,
    details.tags,
    details.specs,
    string_to_array(details.search_text, ' ') as title_words,
    details.developer_ids,
    details.publisher_ids,
    numbers.release_year,
    numbers.is_early_access,
    numbers.is_self_published,
    numbers.genres_count,
    numbers.tags_count,
    numbers.specs_count,
    numbers.metascore,
    numbers.sentiment,
    numbers.few_reviews_count,
    numbers.reviews_count,
    numbers.recommended_percent,
    numbers.owners_count,
    numbers.players_percent,
    numbers.playtime_median_minutes,
    numbers.title_words_count,
    numbers.title_length,
    numbers.title_number,
    numbers.title_parts,
    agg.combination_genre_keys(attributes.known) as genre_keys,
    agg.label_keys(details.specs) as spec_keys
from agg.details_by_game as details
inner join attributes using (game_id)
cross join lateral agg.numeric_price_features(attributes.known) as numbers;

comment on view api.price_features is
'What a price is foreseen from, but for the history of studios (price_history)'
'; one row per game of the catalogue.';
comment on column api.price_features.game_id is
'The game.';
comment on column api.price_features.price_usd is
'Price in US dollars, which is sought; 0 is free, null is unknown.';
comment on column api.price_features.genres is
'Genres, in the store''s order.';
comment on column api.price_features.tags is
'Tags, most given first.';
comment on column api.price_features.specs is
'Features, in the store''s order.';
comment on column api.price_features.title_words is
'Words of its name, as a search compares them.';
comment on column api.price_features.developer_ids is
'Keys of the developers.';
comment on column api.price_features.publisher_ids is
'Keys of the publishers.';
comment on column api.price_features.release_year is
'Release year and the part of it gone by then; half where it is unknown.';
comment on column api.price_features.is_early_access is
'1 for a game that is sold before it is finished, else 0.';
comment on column api.price_features.is_self_published is
'1 where the first developer is the first publisher too, else 0.';
comment on column api.price_features.genres_count is
'Genres.';
comment on column api.price_features.tags_count is
'Tags.';
comment on column api.price_features.specs_count is
'Features.';
comment on column api.price_features.metascore is
'Metacritic score, 0 to 100.';
comment on column api.price_features.sentiment is
'The store''s own summary of its reviews, from -4 to 4.';
comment on column api.price_features.few_reviews_count is
'Reviews in the store, where they are too few for a summary.';
comment on column api.price_features.reviews_count is
'Reviews that are loaded.';
comment on column api.price_features.recommended_percent is
'Share of them that recommend it, in percent.';
comment on column api.price_features.owners_count is
'Users who have it in their library; 0 also where that is unknown.';
comment on column api.price_features.players_percent is
'Share of them who played it, in percent.';
comment on column api.price_features.playtime_median_minutes is
'Half of its players played less, in minutes.';
comment on column api.price_features.title_words_count is
'Words of its name.';
comment on column api.price_features.title_length is
'Characters of its name.';
comment on column api.price_features.title_number is
'The first number in its name.';
comment on column api.price_features.title_parts is
'Parts of its name between colons and dashes.';
comment on column api.price_features.genre_keys is
'Genres as they are compared, in the order of their letters; early access is '
'one of them where the game is sold so.';
comment on column api.price_features.spec_keys is
'Features likewise.';
