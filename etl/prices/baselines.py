"""Baselines of price models: a mean by genres, the predecessor's bagging, plain boosting."""

from collections import defaultdict

import numpy as np
from scipy import sparse

from etl.prices.boosted_trees import Forest, TreeParameters, fit_boosted_trees, train_lightgbm
from etl.prices.features import HISTORY_FEATURES, NUMBER_FEATURES, Floats, GameFeatures, Integers


def genre_mean_baseline(
    games: GameFeatures, rows: Integers, prices: Floats, asked: Integers
) -> Floats:
    """Predict the mean of the games with exactly the same genres; of all where there are none."""
    found: dict[frozenset[str], list[float]] = defaultdict(list)
    for row, price in zip(rows.tolist(), prices.tolist(), strict=True):
        found[frozenset(games.genres[row])].append(price)
    everybody = float(prices.mean())
    same = (found.get(frozenset(games.genres[row])) for row in asked.tolist())
    return np.array([sum(one) / len(one) if one else everybody for one in same])


def bagging_baseline(
    games: GameFeatures, rows: Integers, prices: Floats, asked: Integers, *, seed: int
) -> Floats:
    """Predict as the predecessor did, from genres and early access alone.

    Full-grown trees on samples of the games, averaged.
    """
    labels = games.features[len(NUMBER_FEATURES) + len(HISTORY_FEATURES) :]
    genres = [place for place, one in enumerate(labels) if one.kind == "genre"]
    early = games.numbers[:, [list(NUMBER_FEATURES).index("is_early_access")]]
    parts = [sparse.csr_array(early), games.labels[:, genres]]
    matrix = sparse.csr_array(sparse.hstack(parts, format="csr"))
    options = {
        "objective": "l2",
        "boosting": "rf",
        "bagging_fraction": 0.632,
        "num_leaves": 4095,
        "min_data_in_leaf": 1,
        "min_sum_hessian_in_leaf": 0,
    }
    booster = train_lightgbm(matrix[rows], prices, options, rounds=50, seed=seed)
    return Forest((booster,), (1.0,)).predict(matrix[asked])


def boosting_baseline(  # noqa: PLR0913 - each is another thing
    games: GameFeatures,
    rows: Integers,
    prices: Floats,
    asked: Integers,
    given: TreeParameters,
    *,
    seed: int,
) -> Floats:
    """Predict by one boosted model from all features but history: no studio's past is seen."""
    blind = np.full((len(games.ids), len(HISTORY_FEATURES)), np.nan)
    forest = fit_boosted_trees(games.matrix(rows, blind), prices, given, seed=seed)
    return forest.predict(games.matrix(asked, blind))
