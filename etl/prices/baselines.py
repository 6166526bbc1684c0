"""Baselines of price models: a mean, a mean by genres, the predecessor's bagging, boosting."""

from collections import defaultdict

import numpy as np
from scipy import sparse

from etl.prices.features import NUMBERS, Feature, Floats, Games, Integers
from etl.prices.trees import TreeParameters, bagged, grow


def mean_price(games: Games, rows: Integers, prices: Floats, asked: Integers) -> Floats:
    """Foresee the same for all."""
    del games, rows
    return np.full(len(asked), prices.mean())


def genre_mean(games: Games, rows: Integers, prices: Floats, asked: Integers) -> Floats:
    """Foresee the mean of the games with exactly the same genres; of all where there are none."""
    sums: dict[frozenset[str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row, price in zip(rows.tolist(), prices.tolist(), strict=True):
        one = sums[frozenset(games.genres[row])]
        one[0] += price
        one[1] += 1
    everybody = float(prices.mean())
    found = [sums.get(frozenset(games.genres[row])) for row in asked.tolist()]
    return np.array([one[0] / one[1] if one else everybody for one in found])


def bagging(games: Games, rows: Integers, prices: Floats, asked: Integers, *, seed: int) -> Floats:
    """Foresee from genres and early access alone, by bagged trees."""
    few = _genres_and_early_access(games)
    return bagged(few[rows], prices, few[asked], seed=seed)


def boosting(  # noqa: PLR0913 - each is another thing
    games: Games,
    rows: Integers,
    prices: Floats,
    asked: Integers,
    given: TreeParameters,
    *,
    seed: int,
) -> Floats:
    """Foresee by one boosted model from all features but history: no studio's past is seen."""
    blind = np.full((len(games.ids), len(games.features) - _others(games)), np.nan)
    forest = grow(games.matrix(rows, blind), prices, given, seed=seed)
    return forest.predict(games.matrix(asked, blind))


def _others(games: Games) -> int:
    return len(NUMBERS) + int(games.labels.shape[1])


def _genres_and_early_access(games: Games) -> sparse.csr_array:
    genres = [place for place, one in enumerate(_labels(games)) if one.kind == "genre"]
    early = games.numbers[:, [list(NUMBERS).index("is_early_access")]]
    parts = [sparse.csr_array(early), games.labels[:, genres]]
    return sparse.csr_array(sparse.hstack(parts, format="csr"))


def _labels(games: Games) -> tuple[Feature, ...]:
    return games.features[len(games.features) - games.labels.shape[1] :]
