"""Cross-validation of price models: folds, errors in US dollars, and what was predicted unseen."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import psycopg
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from etl.models.gate import compare_squares
from etl.prices import baselines
from etl.prices.boosted_trees import TreeParameters, fit_boosted_trees
from etl.prices.combinations import flat_combination_means, has_few_clues
from etl.prices.features import (
    EVERYTHING,
    HISTORIES,
    Floats,
    GameFeatures,
    Integers,
    clue_bits,
    read_price_history,
)
from etl.prices.price_model import CluePrices, fit_catalogue_prices, fit_clue_prices
from etl.prices.ranges import coverage_by_tenth, cross_fitted_held

FOLDS: Final = 5
USUAL_PRICE_LIMIT: Final = 100.0
"""US dollars; the few prices beyond it would rule every mean."""
ASKED_BY_CLUES: Final = 1200
"""Most games of each fold that are predicted from most combinations of clues."""
ASKED_SHARE: Final = 5  # … one in so many
TIME_SPLIT: Final = 2016
"""First release year of the games that are asked where time splits them."""
NEITHER: Final = -2
"""Fold of games that are neither learnt from nor asked: when they came out is unknown."""
FEW: Final = {
    "genres": clue_bits("genres"),
    "genres_early_access": clue_bits("genres", "early_access"),
}
"""Clues of which every game is predicted: those of the question itself."""
TELLING: Final = clue_bits("tags", "studios", "title")
"""Where none of these is told a model is little better than a mean, and every game is predicted: of
fewer chance is more than what is measured."""


def random_folds(count: int, *, seed: int) -> Integers:
    """Deal games to folds of the same size by chance; the fold of each."""
    folds = np.empty(count, dtype=np.int64)
    folds[np.random.default_rng(seed).permutation(count)] = np.arange(count) % FOLDS
    return folds


def studio_folds(studios: Sequence[Sequence[int]], *, seed: int) -> Integers:
    """Deal groups of games that share a studio, directly or through others, to folds.

    The largest groups are dealt first, each to the smallest fold; equals by chance.
    """
    groups = _studio_groups(studios)
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    of_group = np.zeros(len(sizes), dtype=np.int64)
    filled = np.zeros(FOLDS, dtype=np.int64)
    for group in order:
        smallest = int(filled.argmin())
        of_group[group] = smallest
        filled[smallest] += sizes[group]
    return of_group[places]


def time_folds(games: GameFeatures) -> Integers:
    """Ask for the games of 2016 and later, and learn from those of before."""
    years = np.array([year for _, _, year in games.combinations], dtype=np.int64)
    return np.select([years >= TIME_SPLIT, years > 0], [0, -1], NEITHER)


def _studio_groups(studios: Sequence[Sequence[int]]) -> Integers:
    """Number the groups; a game without a studio is one of its own."""
    count = len(studios)
    rows = [row for row, ids in enumerate(studios) for _ in ids]
    columns = [count + studio for ids in studios for studio in ids]
    size = max(columns, default=count) + 1
    edges = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    found: Integers = connected_components(edges, directed=False)[1][:count]
    return found


def price_errors(prices: Floats, predicted: Floats) -> dict[str, Any]:
    """Measure in US dollars, with and without prices over 100; a price below 0 is taken as 0."""
    off = np.maximum(predicted, 0) - prices
    usual = off[prices <= USUAL_PRICE_LIMIT]
    return {
        "games": len(usual),
        "rmse": round(root_mean_square(usual), 4),
        "mae": round(mean_or_zero(np.abs(usual)), 4),
        "games_all": len(off),
        "rmse_all": round(root_mean_square(off), 4),
        "mae_all": round(mean_or_zero(np.abs(off)), 4),
        "standard_error": round(float(np.abs(usual).std()) / len(usual) ** 0.5, 4)
        if len(usual)
        else 0.0,
    }


def root_mean_square(off: Floats) -> float:
    """Give the root of the mean square; 0 of nothing."""
    return float(mean_or_zero(off**2) ** 0.5)


def mean_or_zero(values: Floats) -> float:
    """Give the mean; 0 of nothing."""
    return float(values.mean()) if len(values) else 0.0


@dataclass(frozen=True)
class Split:
    """A fold: the games to learn from, those asked, and what all see of earlier prices."""

    rows: Integers
    asked: Integers
    known: Floats
    """The history of each game, without the prices of those asked."""
    new: Floats
    """The same as if each game were its developer's first."""
    others: Floats
    """The same of all other games, later ones too: what answers from clues go by."""


@dataclass(frozen=True)
class Protocol:
    """Games dealt to folds."""

    games: GameFeatures
    folds: Integers
    splits: tuple[Split, ...]

    def learnt(self, split: Split) -> Floats:
        """Give the prices to learn from."""
        return self.games.prices[split.rows]

    def predicted(
        self, predict: Callable[[Split], Floats], *, advance: Callable[[int], None]
    ) -> Floats:
        """Predict the prices of those asked of each split; not a number for the other games."""
        found = np.full(len(self.games.ids), np.nan)
        for split in self.splits:
            found[split.asked] = predict(split)
            advance(1)
        return found


@dataclass(frozen=True)
class HeldOut:
    """What was predicted of each game by a model that had not seen its price."""

    folds: Integers
    predicted: Floats
    """Prices; not a number of games without a price."""
    by_clues: dict[int, "ByClues"]
    """The same of some games, for each combination of clues."""
    baselines: dict[str, Floats]
    """What simpler ways predicted."""

    def few(self, name: str) -> Floats:
        """Give what was predicted of every game from the clues of that name in `FEW`."""
        values = np.full(len(self.predicted), np.nan)
        mine = self.by_clues[FEW[name]]
        values[mine.rows] = mine.predicted
        return values


@dataclass(frozen=True)
class ByClues:
    """Some games as predicted from a part of what is known."""

    rows: Integers
    predicted: Floats
    combination: Floats
    """The shrunken mean of the games equal in what is known."""


def read_fold_histories(
    connection: psycopg.Connection[Any], games: GameFeatures, folds: Integers
) -> Protocol:
    """Read what each fold's games, as dealt, see of prices; of fold -1 none is asked."""
    splits = []
    for fold in range(int(folds.max(initial=0)) + 1):
        asked = np.flatnonzero(games.priced & (folds == fold))
        rows = np.flatnonzero(games.priced & (folds != fold) & (folds != NEITHER))
        if not len(rows) or not len(asked):
            continue
        histories = (
            read_price_history(connection, games, hidden=games.ids[asked], seen=seen)
            for seen in HISTORIES
        )
        splits.append(Split(rows, asked, *histories))
    return Protocol(games, folds, tuple(splits))


def predict_held_out_prices(
    protocol: Protocol, given: TreeParameters, *, seed: int, advance: Callable[[int], None]
) -> HeldOut:
    """Let models predict what was hidden from each."""
    games = protocol.games
    predicted = np.full(len(games.ids), np.nan)
    others = {name: np.full(len(games.ids), np.nan) for name in ("mean", "genres", "bagging")}
    pieces: dict[int, list[ByClues]] = {mask: [] for mask in range(EVERYTHING + 1)}
    rng = np.random.default_rng(seed)
    for split in protocol.splits:
        learnt = games, split.rows, protocol.learnt(split)
        with ThreadPoolExecutor(2) as threads:
            fitting = threads.submit(fit_clue_prices, *learnt, split.others, given, seed=seed)
            histories = split.known, split.new
            catalogue = fit_catalogue_prices(*learnt, histories, given, seed=seed)
            clues = fitting.result()
        predicted[split.asked] = catalogue.predict(games, split.asked, split.known)
        for mask, piece in _predict_by_clues(clues, protocol, split, rng):
            pieces[mask].append(piece)
        predict_baselines(others, games, split, protocol.learnt(split), seed)
        advance(1)
    by_clues = {
        mask: ByClues(
            np.concatenate([one.rows for one in found]),
            np.concatenate([one.predicted for one in found]),
            np.concatenate([one.combination for one in found]),
        )
        for mask, found in pieces.items()
        if found
    }
    return HeldOut(protocol.folds, predicted, by_clues, others)


def predict_with_baselines(
    protocol: Protocol,
    given: TreeParameters,
    *,
    seed: int,
    advance: Callable[[int], None],
    are_studios_new: bool = False,
) -> dict[str, Floats]:
    """Predict what was hidden of each split, with baselines beside.

    Where studios are new, the model has seen nothing of those of the games that are asked.
    """
    games = protocol.games
    names = ("model", "mean", "genres", "bagging")
    predicted = {name: np.full(len(games.ids), np.nan) for name in names}
    for split in protocol.splits:
        rows, asked, prices = split.rows, split.asked, protocol.learnt(split)
        if are_studios_new:
            forest = fit_boosted_trees(games.matrix(rows, split.new), prices, given, seed=seed)
            predicted["model"][asked] = forest.predict(games.matrix(asked, split.known))
        else:
            histories = split.known, split.new
            model = fit_catalogue_prices(games, rows, prices, histories, given, seed=seed)
            predicted["model"][asked] = model.predict(games, asked, split.known)
        predict_baselines(predicted, games, split, prices, seed)
        advance(1)
    return predicted


def predict_baselines(
    predicted: dict[str, Floats], games: GameFeatures, split: Split, prices: Floats, seed: int
) -> None:
    """Add what simpler ways predict; they do best without the few prices over 100."""
    usual = prices <= USUAL_PRICE_LIMIT
    rows, prices, asked = split.rows[usual], prices[usual], split.asked
    predicted["mean"][asked] = prices.mean()
    predicted["genres"][asked] = baselines.genre_mean_baseline(games, rows, prices, asked)
    predicted["bagging"][asked] = baselines.bagging_baseline(games, rows, prices, asked, seed=seed)


def _predict_by_clues(
    model: CluePrices, protocol: Protocol, split: Split, rng: np.random.Generator
) -> Iterator[tuple[int, ByClues]]:
    """Predict some of the games from each combination of clues: the same, to compare."""
    games, asked, prices = protocol.games, split.asked, protocol.learnt(split)
    size = min(ASKED_BY_CLUES, max(len(asked) // ASKED_SHARE, 1))
    some = np.sort(rng.choice(asked, size, replace=False))
    usual = prices <= USUAL_PRICE_LIMIT
    rows, prices = split.rows[usual], prices[usual]
    masks = np.arange(EVERYTHING + 1)
    is_all = (masks & TELLING == 0) | has_few_clues(masks) | (masks == EVERYTHING)
    chosen = [asked if every else some for every in is_all]
    sizes = [len(one) for one in chosen]
    # at once: a call for each combination would take most of a training on few games
    predicted = model.predict(np.concatenate(chosen), split.others, np.repeat(masks, sizes))
    for mask, mine in enumerate(np.split(predicted, np.cumsum(sizes)[:-1])):
        flat = flat_combination_means(games, rows, prices, chosen[mask], mask)
        yield mask, ByClues(chosen[mask], mine, flat)


def price_errors_by_clues(games: GameFeatures, found: HeldOut) -> list[dict[str, Any]]:
    """Write the rows of `price_model_errors`, without prices over 100."""
    rows: list[dict[str, Any]] = []
    for mask, mine in found.by_clues.items():
        usual = games.prices[mine.rows] <= USUAL_PRICE_LIMIT
        prices = games.prices[mine.rows][usual]
        ours, theirs = mine.predicted[usual] - prices, mine.combination[usual] - prices
        compared = compare_squares(theirs**2, ours**2)
        rows.append(
            {
                "clues_mask": mask,
                "games_count": len(prices),
                "mae_usd": mean_or_zero(np.abs(ours)),
                "rmse_usd": root_mean_square(ours),
                "margin_usd": 0.0,
                "combination_rmse_usd": root_mean_square(theirs),
                "difference_usd": compared.change,
                "standard_error_usd": compared.standard_error,
            }
        )
    return rows


def range_coverage(games: GameFeatures, found: HeldOut) -> dict[str, Any]:
    """Measure how many prices their ranges hold, which the other folds taught; in all, by tenth."""
    priced = games.priced & ~np.isnan(found.predicted)
    predicted = np.maximum(found.predicted[priced], 0)
    held = cross_fitted_held(games.prices[priced], predicted, found.folds[priced])
    return {
        "coverage": round(float(mean_or_zero(held.astype(np.float64))), 4),
        "coverage_by_tenth": coverage_by_tenth(predicted, held),
    }


def compare_price_errors(
    games: GameFeatures, predicted: dict[str, Floats]
) -> dict[str, dict[str, Any]]:
    """Measure each of several over the same games: those that all have predicted."""
    both = games.priced & ~np.isnan(np.column_stack(list(predicted.values()))).any(axis=1)
    return {name: price_errors(games.prices[both], one[both]) for name, one in predicted.items()}
