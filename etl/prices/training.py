"""Training of a price model: what it reads, how it is measured, and the rows it becomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import URL

from db.errors import NotLoaded
from db.models.staged_models import staged_price_model_nodes
from etl.load_report import Stopwatch
from etl.models.gate import ERRORS, Difference, Gate, compare_means, compare_squares
from etl.models.lifecycle import (
    ModelKind,
    PublishedModel,
    Trained,
    TrainingOptions,
    TrainingReport,
    model_data_snapshot,
)
from etl.prices.boosted_trees import TreeParameters
from etl.prices.combinations import CombinationMeans
from etl.prices.cross_validation import (
    FEW,
    FOLDS,
    USUAL_PRICE_LIMIT,
    HeldOut,
    Protocol,
    compare_price_errors,
    predict_held_out_prices,
    price_errors_by_clues,
    random_folds,
    range_coverage,
    read_fold_histories,
    studio_folds,
    time_folds,
)
from etl.prices.features import (
    HISTORIES,
    HISTORY_FEATURES,
    Floats,
    GameFeatures,
    HistorySeen,
    clue_bits,
    read_game_features,
    read_price_history,
)
from etl.prices.price_model import CluePrices, fit_catalogue_prices, fit_clue_prices
from etl.prices.ranges import PriceBands
from etl.staging import Stager

LABEL_MIN_GAMES: Final = (
    100  # priced games with a label, for the model to read it; fewer for small sets
)
LABEL_GAMES_DIVISOR: Final = 300  # … one game in so many
TRAINING_MIN_GAMES: Final = 50  # priced games; of fewer nothing can be learnt
SMALL_TRAINING_GAMES: Final = 5000  # priced games up to which fewer trees are as good
PROTOCOLS: Final = ("random", "studios", "publishers", "time")
"""Folds by chance, by developer, by publisher; games of before 2016 and since."""
_LONGEST_KEY: Final = 2000
"""Bytes of labels that an index holds; a longer combination is answered by a coarser one."""
_LEAST_GROWTH: Final = 0.005
"""Share of an error up to which more of it counts for nothing."""
_FEW_TITLES: Final = {
    "genres": "from genres alone, RMSE",
    "genres_early_access": "from genres and early access, RMSE",
}
_FEW_COLUMNS: Final = {name: f"from_{name}_usd" for name in FEW}


@dataclass(frozen=True)
class PriceTrainingData:
    """All that a training or an evaluation reads, of one moment."""

    games: GameFeatures
    histories: dict[HistorySeen, Floats]
    """Of all games, with no price hidden."""
    protocols: dict[str, Protocol]
    data_version: int


def learn_prices(url: URL, given: TrainingOptions, watch: Stopwatch) -> Trained:
    """Learn prices from the published catalogue, and measure."""
    with watch.stage("read the catalogue"):
        material = read_price_training_data(url, seed=given.seed, protocols=["random"])
    games = material.games
    parameters = tree_parameters_for_few_games(given.parameters or TreeParameters(), games)
    with watch.stage("predict hidden prices", total=FOLDS, is_bytes=False) as advance:
        found = predict_held_out_prices(
            material.protocols["random"], parameters, seed=given.seed, advance=advance
        )
    errors = price_errors_by_clues(games, found)
    with watch.stage("learn from all"):
        clues, predicted = _fit_price_model_to_all(material, parameters, found, seed=given.seed)
    return Trained(
        data_version=material.data_version,
        parameters=parameters,
        metrics={
            "folds": FOLDS,
            "random": compare_price_errors(games, {"model": found.predicted, **found.baselines}),
            **range_coverage(games, found),
        },
        counts={"games": int(games.priced.sum())},
        stage=partial(_stage_price_model, games, clues, predicted, found, errors),
        held_out=(games, found),
        faults=tuple(_few_clue_faults(errors)),
    )


def _few_clue_faults(errors: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say where answers from few clues are worse than the mean of the combination."""
    by_mask = {row["clues_mask"]: row for row in errors}
    for name, mask in FEW.items():
        row = by_mask[mask]
        least = _LEAST_GROWTH * row["combination_rmse_usd"]
        if row["difference_usd"] > max(ERRORS * row["standard_error_usd"], least):
            yield (
                f"{_FEW_TITLES[name]} {row['rmse_usd']:.3f}, {row['difference_usd']:.3f} more than "
                "the mean of the combination"
            )


def read_price_training_data(
    url: URL, *, seed: int, protocols: Sequence[str] = PROTOCOLS
) -> PriceTrainingData:
    """Read the catalogue and deal it to folds.

    Raises:
        NotLoaded: too few games have a price.
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
        dealt = {
            "random": lambda: random_folds(len(games.ids), seed=seed),
            "studios": lambda: studio_folds(games.developers, seed=seed),
            "publishers": lambda: studio_folds(games.publishers, seed=seed),
            "time": lambda: time_folds(games),
        }
        return PriceTrainingData(
            games=games,
            histories={
                seen: read_price_history(connection, games, hidden=games.ids[:0], seen=seen)
                for seen in HISTORIES
            },
            protocols={
                name: read_fold_histories(connection, games, dealt[name]()) for name in protocols
            },
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
        clue_trees=min(parameters.clue_trees, 20),
        clue_rate=max(parameters.clue_rate, 0.2),
    )


def _fit_price_model_to_all(
    material: PriceTrainingData, parameters: TreeParameters, found: HeldOut, *, seed: int
) -> tuple[CluePrices, Floats]:
    """Learn from every price.

    Returns:
        What answers from clues, and the predicted price of each game of the catalogue; of one with
        a price by what had not seen it.
    """
    games = material.games
    rows = np.flatnonzero(games.priced)
    prices, histories = games.prices[rows], material.histories
    clues = fit_clue_prices(games, rows, prices, histories["others"], parameters, seed=seed)
    predicted = found.predicted.copy()
    left = np.flatnonzero(np.isnan(predicted))
    if len(left):
        seen = (histories["earlier"], histories["earlier as newcomer"])
        catalogue = fit_catalogue_prices(games, rows, prices, seen, parameters, seed=seed)
        predicted[left] = catalogue.predict(games, left, histories["earlier"])
    return clues, np.maximum(predicted, 0)


def _stage_price_model(  # noqa: PLR0913, PLR0917 - the parts of a model
    games: GameFeatures,
    clues: CluePrices,
    predicted: Floats,
    found: HeldOut,
    errors: list[dict[str, Any]],
    connection: psycopg.Connection[Any],
) -> None:
    """Copy a model into schema `staging`."""
    stager = Stager(connection)
    features = [(one.kind, one.name, one.clue) for one in games.clue_features]
    frame = pd.DataFrame(features, columns=["kind", "name", "clue"])
    frame.insert(0, "feature", np.arange(1, len(frame) + 1))
    stager.copy("price_model_features", frame)
    rows = ({"output": "price"} | node for node in clues.trees.nodes())
    columns = staged_price_model_nodes.columns.keys()
    stager.copy("price_model_nodes", pd.DataFrame(rows, columns=columns))
    stager.copy("price_model_errors", pd.DataFrame(errors))
    stager.copy("price_model_bands", pd.DataFrame(_band_rows(games, found)))
    stager.copy("price_combinations", pd.DataFrame(_combination_rows(clues)))
    unseen = games.priced & ~np.isnan(found.predicted)
    bands = PriceBands.fit(games.prices[unseen], np.maximum(found.predicted[unseen], 0))
    low, high = bands.ranges(predicted)
    predictions = {
        "game_id": games.ids,
        "predicted_usd": predicted.round(2),
        "low_usd": low.round(2),
        "high_usd": high.round(2),
        "is_held_out": games.priced,
        "free_percent": bands.free[bands.of(predicted)],
    }
    for name, column in _FEW_COLUMNS.items():
        predictions[column] = found.few(name).round(2)
    stager.copy("price_predictions", pd.DataFrame(predictions))


def _band_rows(games: GameFeatures, found: HeldOut) -> Iterator[dict[str, Any]]:
    for mask, mine in found.by_clues.items():
        bands = PriceBands.fit(games.prices[mine.rows], mine.predicted)
        for place, start in enumerate(bands.starts):
            yield {
                "clues_mask": mask,
                "band": place + 1,
                "from_usd": start,
                "low_usd": bands.low[place] if np.isfinite(bands.low[place]) else None,
                "high_usd": bands.high[place],
                "free_percent": bands.free[place],
            }


def _combination_rows(model: CluePrices) -> Iterator[dict[str, Any]]:
    """Write what each combination costs, and how often it is free."""
    means = model.means
    games, rows = means.games, means.rows
    are_free = CombinationMeans(games, rows, (games.prices[rows] == 0).astype(np.float64))
    for clues, firsts in means.combinations():
        masks = np.full(len(firsts), clues)
        untold = np.full((len(firsts), len(HISTORY_FEATURES)), np.nan)
        prices, counts = means.of(firsts, masks, untold)
        free, _ = are_free.of(firsts, masks, untold)
        for place, first in enumerate(firsts.tolist()):
            genres, specs, year = games.combinations[first]
            if sum(len(key.encode()) for key in genres + specs) > _LONGEST_KEY:
                continue
            yield {
                "clues_mask": clues,
                "genre_keys": list(genres) if clues & clue_bits("genres") else [],
                "spec_keys": list(specs) if clues & clue_bits("specs") else [],
                "release_year": year if clues & clue_bits("release") else 0,
                "is_early_access": bool(clues & clue_bits("early_access"))
                and games.is_early_access(first),
                "mean_usd": prices[place],
                "free_percent": 100 * free[place],
                "games_count": int(counts[place]),
            }


def compare_prices(
    connection: psycopg.Connection[Any], published: PublishedModel, learnt: Trained
) -> dict[str, Difference] | str:
    """Compare predictions of the same games, unseen by both, by the prices of now, up to 100 USD.

    The published model predicted a game before its price was known, or with its price hidden.
    """
    games, found = learnt.held_out
    predicted = {"everything": found.predicted, **{name: found.few(name) for name in FEW}}
    columns = {"everything": "predicted_usd", **_FEW_COLUMNS}
    rows = connection.execute(
        f"select game_id, {', '.join(f'{one}::float8' for one in columns.values())} "  # noqa: S608 - names of our own columns
        "from core.price_predictions where model_id = %s order by game_id",
        [published.model_id],
    ).fetchall()
    before = np.array(rows, dtype=np.float64).reshape(len(rows), 1 + len(columns))
    differences = {}
    for place, name in enumerate(columns, start=1):
        old_ids = before[:, 0].astype(np.int64)
        _, at, of_old = np.intersect1d(games.ids, old_ids, return_indices=True)
        # stored prices are never below 0
        after = np.maximum(predicted[name][at], 0)
        old, prices = before[of_old, place], games.prices[at]
        counted = (prices <= USUAL_PRICE_LIMIT) & ~np.isnan(old) & ~np.isnan(after)
        if counted.sum() < TRAINING_MIN_GAMES:
            continue
        off, new_off = old[counted] - prices[counted], after[counted] - prices[counted]
        differences[name] = (
            compare_means(np.abs(off), np.abs(new_off))
            if name == "everything"
            else compare_squares(off**2, new_off**2)
        )
    if "everything" not in differences:
        return (
            f"model {published.model_id} predicted fewer than {TRAINING_MIN_GAMES} of the games "
            "that have a price now"
        )
    return differences


def _training_report_lines(report: TrainingReport) -> Iterator[str]:
    yield (
        f"Price model {report.model_id} learnt from data version {report.data_version}: "
        f"{report.counts['games']:,} games with a price."
    )
    ours, theirs = report.metrics["random"]["model"], report.metrics["random"]["bagging"]
    yield (
        f"Of games by chance, prices over 100 USD left out: MAE {ours['mae']:.2f}, "
        f"RMSE {ours['rmse']:.2f} (bagging: {theirs['mae']:.2f}, {theirs['rmse']:.2f})."
    )
    yield f"Its ranges held {report.metrics['coverage']:.1%} of the prices; 80 % are meant."


PRICES: Final = ModelKind(
    table="price_models",
    functions="price_model",
    learn=learn_prices,
    gate=Gate(
        titles={"everything": "from everything, MAE", **_FEW_TITLES},
        least=_LEAST_GROWTH,
        is_error=True,
    ),
    compare=compare_prices,
    told=_training_report_lines,
    refused="No price can be predicted yet.",
    packages=("lightgbm",),
)
