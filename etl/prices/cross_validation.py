"""Cross-validation of price models: folds, errors in US dollars, and what was foreseen unseen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import psycopg
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from etl.prices import baselines
from etl.prices.boosted_trees import TreeParameters
from etl.prices.features import EVERYTHING, Floats, GameFeatures, Integers, read_price_history
from etl.prices.price_model import COVERAGE, PriceModel, fit_price_forest, fit_price_model

FOLDS: Final = 5
USUAL_PRICE_LIMIT: Final = 100.0
"""US dollars; the few prices beyond it would rule every mean."""
ASKED_BY_CLUES: Final = 300
"""Most games of each fold that are foreseen from each combination of clues."""
ASKED_SHARE: Final = 10  # … one in so many


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


def distances_outside_ranges(prices: Floats, ranges: Floats) -> Floats:
    """Tell how far each price is outside its range, below 0 where it is inside."""
    missed: Floats = np.maximum(ranges[:, 0] - prices, prices - ranges[:, 1])
    return missed


def conformal_margin(missed: Floats, *, coverage: float) -> float:
    """Find what to add to both ends of ranges so that they hold that share of new prices.

    That is split conformal prediction: the quantile of the misses, with one more at infinity.
    """
    if not len(missed):
        return 0.0
    share = min(np.ceil((len(missed) + 1) * coverage) / len(missed), 1.0)
    return float(np.quantile(missed, share, method="higher"))


@dataclass(frozen=True)
class Split:
    """A fold: the games to learn from, those asked, and what all see of earlier prices."""

    rows: Integers
    asked: Integers
    known: Floats
    """The history of each game, without the prices of those asked."""
    new: Floats
    """The same as if each game were its developer's first."""


@dataclass(frozen=True)
class Protocol:
    """Games dealt to folds."""

    games: GameFeatures
    folds: Integers
    splits: tuple[Split, ...]

    def learnt(self, split: Split, *, shuffled: int | None = None) -> Floats:
        """Give the prices to learn from; in another order to see what is only remembered."""
        prices = self.games.prices[split.rows]
        return prices if shuffled is None else np.random.default_rng(shuffled).permutation(prices)

    def predicted(
        self, predict: Callable[[Split], Floats], *, advance: Callable[[int], None]
    ) -> Floats:
        """Foresee the prices of those asked of each split; not a number for the other games."""
        found = np.full(len(self.games.ids), np.nan)
        for split in self.splits:
            found[split.asked] = predict(split)
            advance(1)
        return found


@dataclass(frozen=True)
class HeldOut:
    """What was foreseen of each game by a model that had not seen its price."""

    predicted: Floats
    """Price, lower and upper end of the range as learnt; not a number of games without a price."""
    by_clues: Floats
    """Rows of mask, price, and the three foreseen, of some games for each mask."""
    baselines: dict[str, Floats]


def read_fold_histories(
    connection: psycopg.Connection[Any], games: GameFeatures, folds: Integers
) -> Protocol:
    """Read what each fold's games, dealt by `random_folds` or `studio_folds`, see of prices."""
    splits = []
    for fold in range(FOLDS):
        asked = np.flatnonzero(games.priced & (folds == fold))
        rows = np.flatnonzero(games.priced & (folds != fold))
        if not len(rows) or not len(asked):
            continue
        known, new = (
            read_price_history(connection, games, hidden=games.ids[asked], as_newcomer=newcomer)
            for newcomer in (False, True)
        )
        splits.append(Split(rows, asked, known, new))
    return Protocol(games, folds, tuple(splits))


def predict_held_out_prices(
    protocol: Protocol, given: TreeParameters, *, seed: int, advance: Callable[[int], None]
) -> HeldOut:
    """Let five models foresee what was hidden from each."""
    games = protocol.games
    count = len(games.ids)
    predicted = np.full((count, 3), np.nan)
    others = {name: np.full(count, np.nan) for name in ("mean", "genres", "bagging")}
    pieces = [np.empty((0, 5))]
    rng = np.random.default_rng(seed)
    for split in protocol.splits:
        rows, asked, prices = split.rows, split.asked, protocol.learnt(split)
        model = fit_price_model(games, rows, prices, (split.known, split.new), given, seed=seed)
        everything = np.full(len(asked), EVERYTHING)
        predicted[asked] = model.predict(games, asked, split.known, everything)
        pieces.append(_predict_by_clues(model, games, asked, split.known, rng))
        _predict_baselines(others, games, split, prices, seed)
        advance(1)
    return HeldOut(predicted, np.vstack(pieces), others)


def predict_new_studio_prices(
    protocol: Protocol, given: TreeParameters, *, seed: int, advance: Callable[[int], None]
) -> dict[str, Floats]:
    """Let five models foresee games of studios of which they have seen nothing."""
    games = protocol.games
    names = ("model", "mean", "genres", "bagging")
    predicted = {name: np.full(len(games.ids), np.nan) for name in names}
    for split in protocol.splits:
        rows, asked, prices = split.rows, split.asked, protocol.learnt(split)
        forest = fit_price_forest(games, rows, prices, split.new, given, seed=seed)
        predicted["model"][asked] = forest.predict(games.matrix(asked, split.known))
        _predict_baselines(predicted, games, split, prices, seed)
        advance(1)
    return predicted


def _predict_baselines(
    predicted: dict[str, Floats], games: GameFeatures, split: Split, prices: Floats, seed: int
) -> None:
    """Add what simpler ways foresee; they do best without the few prices over 100."""
    usual = prices <= USUAL_PRICE_LIMIT
    rows, prices, asked = split.rows[usual], prices[usual], split.asked
    predicted["mean"][asked] = prices.mean()
    predicted["genres"][asked] = baselines.genre_mean_baseline(games, rows, prices, asked)
    predicted["bagging"][asked] = baselines.bagging_baseline(games, rows, prices, asked, seed=seed)


def _predict_by_clues(
    model: PriceModel,
    games: GameFeatures,
    asked: Integers,
    history: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Foresee some of the games from each combination of clues but that of all."""
    size = min(ASKED_BY_CLUES, max(len(asked) // ASKED_SHARE, 1))
    rows = np.tile(rng.choice(asked, size, replace=False), EVERYTHING)  # the same, to compare
    masks = np.repeat(np.arange(EVERYTHING), size)
    found = model.predict(games, rows, history, masks)
    return np.column_stack([masks, games.prices[rows], found])


def cross_validated_range_coverage(games: GameFeatures, found: HeldOut, folds: Integers) -> float:
    """Measure how many prices their ranges hold, each widened by what the other folds teach."""
    held = 0
    priced = games.priced & ~np.isnan(found.predicted[:, 0])
    missed = distances_outside_ranges(games.prices, found.predicted[:, 1:])
    for fold in range(FOLDS):
        here = priced & (folds == fold)
        wider = conformal_margin(missed[priced & (folds != fold)], coverage=COVERAGE)
        held += int((missed[here] <= wider).sum())
    return held / max(int(priced.sum()), 1)


def price_errors_by_clues(games: GameFeatures, found: HeldOut) -> list[dict[str, Any]]:
    """Write the rows of `price_model_errors`; prices over 100 count for the margin alone."""
    priced = games.priced & ~np.isnan(found.predicted[:, 0])
    full = np.column_stack(
        [np.full(priced.sum(), EVERYTHING), games.prices[priced], found.predicted[priced]]
    )
    rows: list[dict[str, Any]] = []
    for mask in range(EVERYTHING + 1):
        mine = full if mask == EVERYTHING else found.by_clues[found.by_clues[:, 0] == mask]
        usual = mine[mine[:, 1] <= USUAL_PRICE_LIMIT]
        off = np.maximum(usual[:, 2], 0) - usual[:, 1]
        missed = distances_outside_ranges(mine[:, 1], mine[:, 3:])
        wider = conformal_margin(missed, coverage=COVERAGE)
        row = {"clues_mask": mask, "games_count": len(usual), "margin_usd": wider}
        rows.append(row | {"mae_usd": mean_or_zero(np.abs(off)), "rmse_usd": root_mean_square(off)})
    return rows


def compare_price_errors(
    games: GameFeatures, predicted: dict[str, Floats]
) -> dict[str, dict[str, Any]]:
    """Measure each of several over the same games: those that all have foreseen."""
    both = games.priced & ~np.isnan(np.column_stack(list(predicted.values()))).any(axis=1)
    return {name: price_errors(games.prices[both], one[both]) for name, one in predicted.items()}
