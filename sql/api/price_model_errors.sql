-- How far off is the published price model, by what it is told of a game?
-- Grain: one row per combination of clues.
create view api.price_model_errors as
select
    errors.model_id,
    errors.clues_mask,
    agg.attribute_names(errors.clues_mask) as clues,
    errors.games_count,
    errors.mae_usd,
    errors.rmse_usd,
    errors.margin_usd,
    errors.combination_rmse_usd,
    errors.difference_usd,
    errors.standard_error_usd
from core.price_model_errors as errors
inner join agg.published_price_model using (model_id);

comment on view api.price_model_errors is
'How far off the published price model is, by what it is told of a game; one '
'row per combination of clues.';
comment on column api.price_model_errors.model_id is
'The model.';
comment on column api.price_model_errors.clues_mask is
'Which clues were given: the sum of 1 for genres, 2 tags, 4 specs, 8 early '
'access, 16 release, 32 studios, 64 title, 128 reception.';
comment on column api.price_model_errors.clues is
'The same by name.';
comment on column api.price_model_errors.games_count is
'Games whose hidden price was foreseen so.';
comment on column api.price_model_errors.mae_usd is
'Mean absolute error, in US dollars.';
comment on column api.price_model_errors.rmse_usd is
'Root mean squared error, in US dollars.';
comment on column api.price_model_errors.margin_usd is
'Added to both ends of the range, in US dollars; 0 in models whose ranges go '
'by the price foreseen.';
comment on column api.price_model_errors.combination_rmse_usd is
'Root mean squared error, on the same games, of the mean of the games equal '
'in genres, specs, early access, release year and developer, of these what is '
'known, shrunk toward the mean of all.';
comment on column api.price_model_errors.difference_usd is
'rmse_usd less that; below 0 the model is nearer.';
comment on column api.price_model_errors.standard_error_usd is
'Standard error of the difference, game by game.';
