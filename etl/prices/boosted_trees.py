"""Boosted trees of prices, and the rows in which Postgres can walk them.

The trees are LightGBM's: on these data it takes a third of the time of scikit-learn's for the same
errors. Nothing of it is kept but numbers.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from db.errors import TrainingRefused
from etl.prices.features import Floats

_SMALLEST_LEAF: Final = 15
_AT_ONCE: Final = 2**15


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeParameters:
    """How the trees of a price grow."""

    trees: int = 250
    """Of each of the models whose average is the price."""
    pairs: int = 1
    """Of models: each pair is one near the median and one near the mean."""
    leaves: int = 63
    rate: float = 0.07
    features_share: float = 0.3
    rows_share: float = 0.7
    bend_usd: float = 4.0
    """The first model squares errors up to it and takes larger ones as they are."""
    most_usd: float = 100.0
    """The second squares all, and takes a price beyond it as this."""
    clue_trees: int = 60
    """Of each of the two models that answer where only a part is known."""
    clue_rate: float = 0.15
    clue_squares: float = 0.7
    """Share of the second in their answer: of few clues a median would be far below the mean."""


@dataclass(frozen=True)
class Forest:
    """Boosted trees that were learnt: the weighted sum of one or more models."""

    boosters: tuple[Any, ...]
    weights: tuple[float, ...]

    def predict(self, matrix: sparse.csr_array | Floats) -> Floats:
        """Give the output for each row, in US dollars."""
        found = np.zeros(matrix.shape[0])
        for start in range(0, matrix.shape[0], _AT_ONCE):
            rows = _as_lightgbm_reads(matrix[start : start + _AT_ONCE])
            for booster, weight in zip(self.boosters, self.weights, strict=True):
                found[start : start + _AT_ONCE] += weight * booster.predict(rows, num_threads=1)
        return found

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Give each node of each tree as a row of `price_model_nodes`, but for its output."""
        trees = (
            (tree, weight)
            for booster, weight in zip(self.boosters, self.weights, strict=True)
            for tree in booster.dump_model()["tree_info"]
        )
        for number, (tree, weight) in enumerate(trees):
            rows: list[dict[str, Any]] = []
            _append_subtree(tree["tree_structure"], rows, number)
            for row in rows:
                row["value"] *= weight
            yield from rows


def _append_subtree(
    node: dict[str, Any], rows: list[dict[str, Any]], tree: int
) -> tuple[int, float, float]:
    """Append a node and all below it; returns its number, its weight and its value."""
    place = len(rows)
    row: dict[str, Any] = {"tree": tree, "node": place}
    rows.append(row)
    if "leaf_value" in node and "split_feature" not in node:
        row["value"] = node["leaf_value"]
        return place, max(float(node.get("leaf_count", 1)), 1.0), node["leaf_value"]
    lower, lower_weight, lower_value = _append_subtree(node["left_child"], rows, tree)
    upper, upper_weight, upper_value = _append_subtree(node["right_child"], rows, tree)
    weight = lower_weight + upper_weight
    value = (lower_weight * lower_value + upper_weight * upper_value) / weight
    threshold = float(node["threshold"])
    # Where nothing was missing when it learnt, LightGBM takes what is missing for 0.
    is_lower = node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0
    row |= {
        "feature": node["split_feature"] + 1,
        "threshold": threshold,
        "lower_node": lower,
        "upper_node": upper,
        "missing_node": lower if is_lower else upper,
        "value": value,
    }
    return place, weight, value


def fit_boosted_trees(
    matrix: sparse.csr_array, prices: Floats, given: TreeParameters, *, seed: int
) -> Forest:
    """Learn prices from a matrix.

    It is the average of a model of small absolute errors, which is near the median, and of one of
    small squared errors, the mean: better in either measure than its worse half, and nearly as good
    as its better.
    """
    near = _options(given, objective="huber", alpha=given.bend_usd)
    far = _options(given, objective="l2")
    capped = np.minimum(prices, given.most_usd)
    with ThreadPoolExecutor(2) as threads:
        boosters = [
            threads.submit(
                train_lightgbm, matrix, told, options, rounds=given.trees, seed=100 * seed + pair
            )
            for pair in range(given.pairs)
            for options, told in ((near, prices), (far, capped))
        ]
        weights = (1 / len(boosters),) * len(boosters)
        return Forest(tuple(booster.result() for booster in boosters), weights)


def fit_clue_trees(  # noqa: PLR0913 - each is another thing
    matrix: Floats,
    prices: Floats,
    start: Floats,
    given: TreeParameters,
    *,
    rising: Sequence[bool],
    seed: int,
) -> Forest:
    """Learn what to add to `start`, as `fit_boosted_trees` does with stronger shrinkage.

    Args:
        matrix: what is known; not a number where it is not.
        prices: to be predicted, in US dollars.
        start: what the trees start from, in US dollars.
        given: how they grow.
        rising: of each column, whether more of it may never lower a price.
        seed: of what is drawn.
    """
    shared = _options(
        given,
        alpha=given.bend_usd,
        learning_rate=given.clue_rate,
        monotone_constraints=[int(one) for one in rising],
    )
    boosters = (
        train_lightgbm(
            matrix,
            prices,
            shared | {"objective": objective},
            rounds=given.clue_trees,
            seed=seed,
            start=start,
        )
        for objective in ("huber", "l2")
    )
    return Forest(tuple(boosters), (1 - given.clue_squares, given.clue_squares))


def _as_lightgbm_reads(matrix: sparse.csr_array | Floats) -> sparse.csr_matrix | Floats:
    return matrix if isinstance(matrix, np.ndarray) else sparse.csr_matrix(matrix)


def _options(given: TreeParameters, **more: object) -> dict[str, Any]:
    return {
        "num_leaves": given.leaves,
        "learning_rate": given.rate,
        "feature_fraction": given.features_share,
        "bagging_fraction": given.rows_share,
        "min_data_in_leaf": _SMALLEST_LEAF,
        "max_bin": 63,
    } | more


def train_lightgbm(  # noqa: PLR0913 - each is another thing
    matrix: sparse.csr_array | Floats,
    prices: Floats,
    options: dict[str, Any],
    *,
    rounds: int,
    seed: int,
    start: Floats | None = None,
) -> Any:  # noqa: ANN401 - a Booster, without types
    """Train a booster that is the same on every machine.

    Raises:
        TrainingRefused: LightGBM cannot be loaded here.
    """
    try:
        import lightgbm  # noqa: PLC0415 - only a training needs it
    except OSError as error:  # its wheel for macOS needs a library that is not in it
        raise TrainingRefused(
            f"LightGBM, which learns prices, cannot be loaded here: {error}. On macOS install what "
            "it needs with `brew install libomp`"
        ) from error
    options = options | {
        "bagging_freq": 1,
        "force_col_wise": True,
        "deterministic": True,
        "seed": seed,
        # Threads that wait for each other at every node cost more than they bring.
        "num_threads": 1,
        "verbose": -1,
    }
    data = lightgbm.Dataset(_as_lightgbm_reads(matrix), prices, init_score=start, params=options)
    return lightgbm.train(options, data, rounds)
