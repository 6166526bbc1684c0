"""Training of a price model: what it reads, how it is measured, and the rows it becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import URL

from db.errors import NotLoaded
from db.models.staged_models import staged_price_model_nodes
from etl.models.lifecycle import (
    Criteria,
    ModelKind,
    Trained,
    TrainingOptions,
    TrainingReport,
    model_data_snapshot,
)
from etl.prices.boosted_trees import TreeParameters
from etl.prices.cross_validation import (
    FOLDS,
    HeldOut,
    Protocol,
    compare_price_errors,
    cross_validated_range_coverage,
    predict_held_out_prices,
    predict_new_studio_prices,
    price_errors_by_clues,
    random_folds,
    read_fold_histories,
    studio_folds,
)
from etl.prices.features import (
    EVERYTHING,
    Floats,
    GameFeatures,
    read_game_features,
    read_price_history,
)
from etl.prices.price_model import PriceModel, fit_price_model
from etl.report import Stopwatch
from etl.staging import Stager

LABEL_MIN_GAMES: Final = (
    100  # priced games with a label, for the model to read it; fewer for small sets
)
LABEL_GAMES_DIVISOR: Final = 300  # … one game in so many
TRAINING_MIN_GAMES: Final = 50  # priced games; of fewer nothing can be learnt
SMALL_TRAINING_GAMES: Final = 5000  # priced games up to which fewer trees are as good
_PROTOCOLS: Final = {"random": "Of games by chance", "studios": "Of new studios"}


@dataclass(frozen=True)
class PriceTrainingData:
    """All that a training reads, of one moment."""

    games: GameFeatures
    histories: tuple[Floats, Floats]
    random: Protocol
    studios: Protocol
    data_version: int


def learn_prices(url: URL, given: TrainingOptions, watch: Stopwatch) -> Trained:
    """Learn prices from the published catalogue, and measure.

    Raises:
        NotLoaded: too few games have a price.
        TrainingRefused: this machine cannot.
        DatabaseUnavailable: no server answers, or it went away.
    """
    with watch.stage("read the catalogue"):
        material = read_price_training_data(url, seed=given.seed)
    games = material.games
    parameters = tree_parameters_for_few_games(given.parameters or TreeParameters(), games)
    found, metrics = cross_validate_prices(material, parameters, seed=given.seed, watch=watch)
    with watch.stage("learn from all"):
        model, predicted = _fit_price_model_to_all(material, parameters, found, seed=given.seed)
    return Trained(
        data_version=material.data_version,
        parameters=parameters,
        metrics=metrics,
        counts={"games": int(games.priced.sum())},
        stage=partial(
            _stage_price_model, games, model, predicted, price_errors_by_clues(games, found)
        ),
    )


def read_price_training_data(url: URL, *, seed: int) -> PriceTrainingData:
    """Read the catalogue and deal it to folds.

    Raises:
        NotLoaded: too few games have a price.
        DatabaseUnavailable: no server answers.
    """
    with model_data_snapshot(url) as (connection, data_version):
        row = connection.execute("select count(price_usd) from api.games").fetchone()
        count = int(row[0]) if row else 0
        if data_version is None or count < TRAINING_MIN_GAMES:
            raise NotLoaded(
                f"{count} games have a price, and {TRAINING_MIN_GAMES} are the fewest to learn "
                "from; load some with `ludoteca load`"
            )
        games = read_game_features(
            connection, fewest=max(5, min(LABEL_MIN_GAMES, count // LABEL_GAMES_DIVISOR))
        )
        return PriceTrainingData(
            games=games,
            histories=(
                read_price_history(connection, games, hidden=games.ids[:0]),
                read_price_history(connection, games, hidden=games.ids[:0], as_newcomer=True),
            ),
            random=read_fold_histories(connection, games, random_folds(len(games.ids), seed=seed)),
            studios=read_fold_histories(
                connection, games, studio_folds(games.developers, seed=seed)
            ),
            data_version=data_version,
        )


def tree_parameters_for_few_games(
    parameters: TreeParameters, games: GameFeatures
) -> TreeParameters:
    """Grow fewer trees, and smaller ones, where there are few games to learn from."""
    if games.priced.sum() > SMALL_TRAINING_GAMES:
        return parameters
    return replace(
        parameters,
        trees=min(parameters.trees, 60),
        pairs=1,
        rate=max(parameters.rate, 0.15),
        leaves=min(parameters.leaves, 12),
        range_trees=min(parameters.range_trees, 30),
        range_leaves=min(parameters.range_leaves, 8),
    )


def cross_validate_prices(
    material: PriceTrainingData, parameters: TreeParameters, *, seed: int, watch: Stopwatch
) -> tuple[HeldOut, dict[str, Any]]:
    """Foresee hidden prices in both protocols; also the document of metrics."""
    games = material.games
    with watch.stage("foresee hidden prices", total=FOLDS, is_bytes=False) as advance:
        found = predict_held_out_prices(material.random, parameters, seed=seed, advance=advance)
    with watch.stage("foresee those of new studios", total=FOLDS, is_bytes=False) as advance:
        new = predict_new_studio_prices(material.studios, parameters, seed=seed, advance=advance)
    everybody = {"model": found.predicted[:, 0], **found.baselines}
    return found, {
        "folds": FOLDS,
        "random": compare_price_errors(games, everybody),
        "studios": compare_price_errors(games, new),
        "coverage": round(cross_validated_range_coverage(games, found, material.random.folds), 4),
    }


def _fit_price_model_to_all(
    material: PriceTrainingData, parameters: TreeParameters, found: HeldOut, *, seed: int
) -> tuple[PriceModel, Floats]:
    """Learn from every price; foresee games without one, and keep what was foreseen unseen."""
    games = material.games
    rows = np.flatnonzero(games.priced)
    model = fit_price_model(
        games, rows, games.prices[rows], material.histories, parameters, seed=seed
    )
    predicted = found.predicted.copy()
    left = np.flatnonzero(np.isnan(predicted[:, 0]))
    if len(left):
        everything = np.full(len(left), EVERYTHING)
        predicted[left] = model.predict(games, left, material.histories[0], everything)
    return model, predicted


def _stage_price_model(
    games: GameFeatures,
    model: PriceModel,
    predicted: Floats,
    errors: list[dict[str, Any]],
    connection: psycopg.Connection[Any],
) -> None:
    """Copy a model into schema `staging`.

    Args:
        games: the catalogue.
        model: the trees.
        predicted: of each game the price and both ends of its range as learnt, in US dollars; of
            one with a price by what had not seen it.
        errors: rows of `price_model_errors`.
        connection: the loader's, which holds the lock.
    """
    stager = Stager(connection)
    features = [(one.kind, one.name, one.clue) for one in games.features]
    frame = pd.DataFrame(features, columns=["kind", "name", "clue"])
    frame.insert(0, "feature", np.arange(1, len(frame) + 1))
    stager.copy("price_model_features", frame)
    stager.copy("price_model_nodes", _tree_node_rows(model))
    stager.copy("price_model_errors", pd.DataFrame(errors))
    [wider] = [one["margin_usd"] for one in errors if one["clues_mask"] == EVERYTHING]
    price = np.maximum(predicted[:, 0], 0)
    predictions = {
        "game_id": games.ids,
        "predicted_usd": price.round(2),
        "low_usd": np.maximum(np.minimum(predicted[:, 1] - wider, price), 0).round(2),
        "high_usd": np.maximum(predicted[:, 2] + wider, price).round(2),
        "is_held_out": games.priced,
    }
    stager.copy("price_predictions", pd.DataFrame(predictions))


def _tree_node_rows(model: PriceModel) -> pd.DataFrame:
    """Write the trees that answer what is asked; those of new studios have done their work."""
    forests = {"price": model.price, "low": model.low, "high": model.high}
    rows = [
        {"output": output} | node for output, forest in forests.items() for node in forest.nodes()
    ]
    return pd.DataFrame(rows, columns=staged_price_model_nodes.columns.keys())


def _training_report_lines(report: TrainingReport) -> Iterator[str]:
    yield (
        f"Price model {report.model_id} learnt from data version {report.data_version}: "
        f"{report.counts['games']:,} games with a price."
    )
    for name, title in _PROTOCOLS.items():
        ours, theirs = report.metrics[name]["model"], report.metrics[name]["bagging"]
        yield (
            f"{title}, prices over 100 USD left out: MAE {ours['mae']:.2f}, "
            f"RMSE {ours['rmse']:.2f} (bagging: {theirs['mae']:.2f}, {theirs['rmse']:.2f})."
        )
    yield f"Its ranges held {report.metrics['coverage']:.1%} of the prices; 80 % are meant."


def _mae_and_error(metrics: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    found = metrics.get(name, {}).get("model")
    return (found["mae"], found["standard_error"]) if found else None


PRICES: Final = ModelKind(
    table="price_models",
    functions="price_model",
    learn=learn_prices,
    criteria=Criteria(
        margin=0.02,
        titles={name: f"{title}: MAE" for name, title in _PROTOCOLS.items()},
        mean=_mae_and_error,
        is_error=True,
    ),
    told=_training_report_lines,
    refused="No price can be foreseen yet.",
    packages=("lightgbm",),
)
