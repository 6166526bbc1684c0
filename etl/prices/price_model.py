"""Price models: trees for games of the catalogue, and what answers where a part is known."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.prices.boosted_trees import Forest, TreeParameters, fit_boosted_trees, fit_clue_trees
from etl.prices.combinations import CombinationMeans, has_few_clues
from etl.prices.features import CLUES, HISTORY_FEATURES, Flags, Floats, GameFeatures, Integers

_OWN: Final = HISTORY_FEATURES.index("developer_count")
_COPIES: Final = 3
"""How often each game is learnt, each time with other clues."""
_ASKED_AT_ONCE: Final = 2**14
_ALONE: Final = {
    "metascore": 0.5,
    "sentiment": 0.5,
    "few_reviews_count": 0.5,
    "reviews_count": 0.3,
    "recommended_percent": 0.3,
}
"""Parts of the reception, and how often each is unknown where others are told."""
_ONE_STUDIO: Final = 0.2
"""How often the developer alone is told, and how often the publisher alone."""
RISING: Final = ("metascore", "sentiment", "reviews_count", "recommended_percent")
"""Of what more of it never makes a game cheaper."""


@dataclass(frozen=True)
class CataloguePrices:
    """Trees that have read all that the catalogue knows: of known studios, and of new ones."""

    price: Forest
    newcomer: Forest

    def predict(self, games: GameFeatures, rows: Integers, history: Floats) -> Floats:
        """Predict prices; without an earlier priced game of its developer, as a new studio's."""
        matrix = games.matrix(rows, history)
        prices = self.price.predict(matrix)
        is_new = ~(np.nan_to_num(history[rows, _OWN]) > 0)
        if is_new.any():
            prices[is_new] = self.newcomer.predict(matrix[np.flatnonzero(is_new)])
        return prices


@dataclass(frozen=True)
class CluePrices:
    """What answers where a part is known: means of combinations, and trees that start from them."""

    means: CombinationMeans
    trees: Forest

    def predict(self, rows: Integers, history: Floats, masks: Integers) -> Floats:
        """Predict the prices of games of which only some clues are told.

        Args:
            rows: places of the games.
            history: of all games what others cost, as `read_price_history` gives it.
            masks: which clues of each are told.
        """
        games = self.means.games
        found = np.empty(len(rows))
        for start in range(0, len(rows), _ASKED_AT_ONCE):
            part = slice(start, start + _ASKED_AT_ONCE)
            known = history[rows[part]]
            mean, count = self.means.of(rows[part], masks[part], known)
            found[part] = mean
            more = np.flatnonzero(~has_few_clues(masks[part]))
            if len(more):
                asked, told = rows[part][more], masks[part][more]
                combination = np.column_stack([mean, count])[more]
                matrix = games.clue_matrix(asked, known[more], told, combination)
                found[start + more] += self.trees.predict(matrix)
        return np.maximum(found, 0)


def draw_clue_masks(count: int, *, seed: int) -> Integers:
    """Draw which clues are known of each game: as often few of them as many."""
    rng = np.random.default_rng(seed)
    known = rng.random((count, len(CLUES))) >= rng.random((count, 1))
    masks: Integers = known @ (1 << np.arange(len(CLUES)))
    return masks


def fit_catalogue_prices(  # noqa: PLR0913 - each is another thing
    games: GameFeatures,
    rows: Integers,
    prices: Floats,
    histories: tuple[Floats, Floats],
    given: TreeParameters,
    *,
    seed: int,
) -> CataloguePrices:
    """Learn from games of which everything is known.

    Args:
        games: the catalogue.
        rows: places of the games to learn from.
        prices: of those games, in US dollars.
        histories: what each game sees of earlier ones, and what it would as its studio's first.
        given: how the trees grow.
        seed: of all that is drawn.
    """
    price, newcomer = (
        fit_boosted_trees(games.matrix(rows, history), prices, given, seed=seed)
        for history in histories
    )
    return CataloguePrices(price, newcomer)


def fit_clue_prices(  # noqa: PLR0913 - each is another thing
    games: GameFeatures,
    rows: Integers,
    prices: Floats,
    history: Floats,
    given: TreeParameters,
    *,
    seed: int,
) -> CluePrices:
    """Learn from games of which each time another part is known; arguments as above.

    The few prices beyond what can be predicted would rule the means of small combinations.
    """
    usual = prices <= given.most_usd
    rows, prices = rows[usual], prices[usual]
    means = CombinationMeans(games, rows, prices)
    asked = np.tile(rows, _COPIES)
    masks = draw_clue_masks(len(asked), seed=seed + 1)
    known, is_alone = _history_of_one_studio(history[asked], seed=seed + 3)
    mean, count = means.of_learnt(asked, masks, known, seed=seed + 2)
    matrix = games.clue_matrix(asked, known, masks, np.column_stack([mean, count]))
    _hide_clue_parts(games, matrix, is_alone, seed=seed + 4)
    names = [one.name for one in games.clue_features]
    rising = [name in RISING for name in names]
    trees = fit_clue_trees(matrix, np.tile(prices, _COPIES), mean, given, rising=rising, seed=seed)
    return CluePrices(means, trees)


def _history_of_one_studio(history: Floats, *, seed: int) -> tuple[Floats, Flags]:
    """Leave out what the developer's games cost, or the publisher's; tell for which games."""
    chance = np.random.default_rng(seed).random(len(history))
    known = history.copy()
    hidden = {"developer": chance < _ONE_STUDIO, "publisher": chance > 1 - _ONE_STUDIO}
    for place, name in enumerate(HISTORY_FEATURES):
        for studio, rows in hidden.items():
            if name.startswith(studio):
                known[rows, place] = np.nan
    return known, hidden["developer"] | hidden["publisher"]


def _hide_clue_parts(games: GameFeatures, matrix: Floats, is_alone: Flags, *, seed: int) -> None:
    """Make some of what is told of a reception, and what two studios tell, not a number."""
    rng = np.random.default_rng(seed)
    names = [one.name for one in games.clue_features]
    for name, share in _ALONE.items():
        matrix[rng.random(len(matrix)) < share, names.index(name)] = np.nan
    matrix[is_alone, names.index("is_self_published")] = np.nan
