-- What should each game cost?  Grain: one row per game of the catalogue as
-- it was when the published model was trained.
create view api.price_predictions as
with

places as (
    select
        game_id,
        round(avg(percentile), 2) as genre_percentile
    from agg.price_ranks_by_genre
    group by game_id
)

select
    details.game_id,
    details.name,
    details.price_usd,
    predictions.predicted_usd,
    predictions.low_usd,
    predictions.high_usd,
    predictions.is_held_out,
    round(
        100
        * (nullif(details.price_usd, 0) - predictions.predicted_usd)
        / nullif(predictions.predicted_usd, 0),
        1
    ) as difference_percent,
    case
        when details.price_usd = 0 then 'free'
        when details.price_usd < predictions.low_usd then 'below its range'
        when details.price_usd > predictions.high_usd then 'above its range'
        when details.price_usd is not null then 'within its range'
    end as verdict,
    places.genre_percentile,
    predictions.free_percent,
    predictions.from_genres_usd,
    predictions.from_genres_early_access_usd
from core.price_predictions as predictions
inner join agg.published_price_model using (model_id)
inner join agg.details_by_game as details using (game_id)
-- a game without a price, or without genres, has no place
left join places using (game_id);

comment on view api.price_predictions is
'What each game should cost, by the published model; one row per game of the '
'catalogue.';
comment on column api.price_predictions.game_id is
'The game.';
comment on column api.price_predictions.name is
'Its name.';
comment on column api.price_predictions.price_usd is
'What it costs, in US dollars; 0 is free, null is unknown.';
comment on column api.price_predictions.predicted_usd is
'What it should cost, in US dollars.';
comment on column api.price_predictions.low_usd is
'Lower end of the range that holds 80 % of prices, in US dollars.';
comment on column api.price_predictions.high_usd is
'Upper end of that range, in US dollars.';
comment on column api.price_predictions.is_held_out is
'Its own price was hidden from the model that foresaw it; false where '
'none is known.';
comment on column api.price_predictions.difference_percent is
'How much more it costs than it should, in percent of that; below 0: less; '
'null where it is free.';
comment on column api.price_predictions.verdict is
'Whether its price is ''below its range'', ''within its range'' or '
'''above its range''; ''free'' where it is 0, null without a price.';
comment on column api.price_predictions.genre_percentile is
'Share of its genre''s games that cost less, in percent, half of the equal '
'ones counted; the average over its genres.';
comment on column api.price_predictions.free_percent is
'Share of games foreseen at such a price that are free, in percent; null in '
'models of before 0012.';
comment on column api.price_predictions.from_genres_usd is
'What its genres alone foresee, unseen, in US dollars; null without a price.';
comment on column api.price_predictions.from_genres_early_access_usd is
'What its genres and early access foresee, unseen, likewise.';
