"""Price models: the trees that foresee prices and their ranges."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.prices.boosted_trees import Forest, TreeParameters, fit_boosted_trees, fit_quantile_trees
from etl.prices.features import CLUES, EVERYTHING, HISTORY_FEATURES, Floats, GameFeatures, Integers

LOW: Final = 0.1
HIGH: Final = 0.9
COVERAGE: Final = HIGH - LOW
_OWN: Final = HISTORY_FEATURES.index("developer_count")
_FORGETFUL: Final = 0.3
"""Share of the games that are learnt a second time, with some of the clues hidden."""


@dataclass(frozen=True)
class PriceModel:
    """Trees for games of known studios, for those of new ones, and for both ends of the range.

    The first also answer where little is known: they have learnt that.
    """

    price: Forest
    newcomer: Forest
    low: Forest
    high: Forest

    def predict(
        self, games: GameFeatures, rows: Integers, history: Floats, masks: Integers
    ) -> Floats:
        """Foresee prices: of each row the price and, as learnt, both ends of its range.

        A game of which all is known, but no earlier priced one of its developer, is a new studio's.
        """
        matrix = games.matrix(rows, history, masks=masks)
        prices = self.price.predict(matrix)
        is_new = (masks == EVERYTHING) & ~(np.nan_to_num(history[rows, _OWN]) > 0)
        if is_new.any():
            prices[is_new] = self.newcomer.predict(matrix[np.flatnonzero(is_new)])
        return np.column_stack([prices, self.low.predict(matrix), self.high.predict(matrix)])


def draw_clue_masks(count: int, *, seed: int) -> Integers:
    """Draw which clues are known of each game: as often few of them as many."""
    rng = np.random.default_rng(seed)
    known = rng.random((count, len(CLUES))) >= rng.random((count, 1))
    masks: Integers = known @ (1 << np.arange(len(CLUES)))
    return masks


def fit_price_forest(  # noqa: PLR0913 - each is another thing
    games: GameFeatures,
    rows: Integers,
    prices: Floats,
    history: Floats,
    given: TreeParameters,
    *,
    seed: int,
    forgetful: float = 0.0,
) -> Forest:
    """Learn prices from games of which everything is known, and of a share again from less."""
    rng = np.random.default_rng(seed)
    again = np.flatnonzero(rng.random(len(rows)) < forgetful)
    masks = np.concatenate(
        [np.full(len(rows), EVERYTHING), draw_clue_masks(len(again), seed=seed + 1)]
    )
    matrix = games.matrix(np.concatenate([rows, rows[again]]), history, masks=masks)
    return fit_boosted_trees(matrix, np.concatenate([prices, prices[again]]), given, seed=seed)


def fit_price_model(  # noqa: PLR0913 - each is another thing
    games: GameFeatures,
    rows: Integers,
    prices: Floats,
    histories: tuple[Floats, Floats],
    given: TreeParameters,
    *,
    seed: int,
) -> PriceModel:
    """Learn all that is served.

    Args:
        games: the catalogue.
        rows: places of the games to learn from.
        prices: of those games, in US dollars.
        histories: what each game sees of earlier ones, and what it would as its studio's first.
        given: how the trees grow.
        seed: of all that is drawn.
    """
    known, new = histories
    rng = np.random.default_rng(seed)
    forgets = rng.random(len(rows)) < _FORGETFUL
    masks = np.where(forgets, draw_clue_masks(len(rows), seed=seed + 2), EVERYTHING)
    matrix = games.matrix(rows, known, masks=masks)
    with ThreadPoolExecutor(2) as threads:
        low, high = (
            threads.submit(fit_quantile_trees, matrix, prices, given, quantile=one, seed=seed)
            for one in (LOW, HIGH)
        )
        return PriceModel(
            price=fit_price_forest(
                games, rows, prices, known, given, seed=seed, forgetful=_FORGETFUL
            ),
            newcomer=fit_price_forest(games, rows, prices, new, given, seed=seed),
            low=low.result(),
            high=high.result(),
        )
