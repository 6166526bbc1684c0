"""Combination means: what games of the same genres, features, year, studio or early access cost.

The mean of a combination is shrunk toward that of a coarser one, and the coarsest toward the mean
of all. It answers alone where no more than these few clues is known; else the trees start from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.prices.features import (
    EARLY_ACCESS,
    HISTORY_FEATURES,
    Flags,
    Floats,
    GameFeatures,
    Integers,
    clue_bits,
)

_SHRINKAGE: Final = 2.0
"""Games of the coarser combination that count beside those of a combination."""
_INNER_FOLDS: Final = 10
_NOTHING: Final = 0
_GENRES, _SPECS = clue_bits("genres"), clue_bits("specs")
_EARLY_ACCESS, _RELEASE = clue_bits("early_access"), clue_bits("release")
_STUDIOS: Final = clue_bits("studios")
_DEVELOPER: Final = [HISTORY_FEATURES.index(f"developer_{one}") for one in ("mean_usd", "count")]
COMBINATIONS: Final[dict[int, int]] = {
    _GENRES | _SPECS: _GENRES,
    _GENRES | _STUDIOS: _GENRES,
    _GENRES | _RELEASE: _GENRES,
    _GENRES | _EARLY_ACCESS: _NOTHING,
    _GENRES: _NOTHING,
    _SPECS | _RELEASE: _SPECS,
    _SPECS: _NOTHING,
    _STUDIOS | _RELEASE: _RELEASE,
    _STUDIOS: _NOTHING,
    _EARLY_ACCESS | _RELEASE: _RELEASE,
    _RELEASE: _NOTHING,
    _EARLY_ACCESS: _NOTHING,
    _NOTHING: _NOTHING,
}
"""Clues that make a combination, the first that is known counting, and those of the coarser one.

Early access is a genre too, where it is known. Of studios the developer's games count, by the
history of prices.
"""
_WITHOUT_GENRES: Final = (_EARLY_ACCESS | _RELEASE, _RELEASE, _EARLY_ACCESS)
"""What says nothing of games whose genres are told, but are like no other's."""
FEW_CLUES: Final = _GENRES | _EARLY_ACCESS | _RELEASE
"""Where no other clue is known, the mean answers alone."""
_COMPARED: Final = ("genres", "specs", "early_access", "release", "studios")


@dataclass(frozen=True)
class CombinationMeans:
    """Means of the combinations of some games, learnt from some of them."""

    games: GameFeatures
    rows: Integers
    """Places of the games learnt from."""
    values: Floats
    """What is averaged over them: prices, in US dollars, or whether they are free."""

    def of(
        self, asked: Integers, masks: Integers, history: Floats, *, hidden: Integers | None = None
    ) -> tuple[Floats, Floats]:
        """Give the mean of each game's combination by what is known of it, and its games.

        Args:
            asked: places of games.
            masks: which clues of each are known.
            history: what other games of the same studios cost, a row for each.
            hidden: the part of each game of the catalogue; a game does not see those of its own.
        """
        means: dict[int, Floats] = {}
        counts: dict[int, Floats] = {}
        for clues in reversed(COMBINATIONS):
            if clues & _STUDIOS:
                mean, count = np.nan_to_num(history[:, _DEVELOPER]).T
                counts[clues] = np.where(counts[COMBINATIONS[clues]] > 0, count, 0)
                sums = mean * counts[clues]
            else:
                sums, counts[clues] = self._total(clues, asked, hidden)
            if clues == _NOTHING:
                means[clues] = sums / np.maximum(counts[clues], 1)
                continue
            coarser = means[COMBINATIONS[clues]]
            means[clues] = (sums + _SHRINKAGE * coarser) / (counts[clues] + _SHRINKAGE)
        known = [
            (masks & clues == clues)
            & (counts[clues] > 0)
            & ~((masks & _GENRES > 0) & (clues in _WITHOUT_GENRES))
            for clues in COMBINATIONS
        ]
        return (
            np.select(known, [means[clues] for clues in COMBINATIONS], means[_NOTHING]),
            np.select(known, [counts[clues] for clues in COMBINATIONS], counts[_NOTHING]),
        )

    def of_learnt(
        self, asked: Integers, masks: Integers, history: Floats, *, seed: int
    ) -> tuple[Floats, Floats]:
        """Give the same to the games that are learnt from, as others see it: by tenths."""
        parts = np.random.default_rng(seed).integers(0, _INNER_FOLDS, len(self.games.ids))
        return self.of(asked, masks, history, hidden=parts)

    def combinations(self) -> Iterator[tuple[int, Integers]]:
        """Give the clues of each kind of combination to be stored, and a game of each."""
        for clues in COMBINATIONS:
            rows = self.rows
            if clues & _EARLY_ACCESS:
                rows = rows[~np.isnan(self.games.numbers[rows, EARLY_ACCESS])]
            # of studios only what each developer's mean is shrunk toward
            keys = self.games.combination_keys(clues & ~_STUDIOS)[rows]
            yield clues, rows[np.unique(keys, return_index=True)[1]]

    def _total(self, clues: int, asked: Integers, hidden: Integers | None) -> tuple[Floats, Floats]:
        """Sum up, and count, the games learnt from in each game's combination."""
        keys = self.games.combination_keys(clues)
        sums, counts = self._sums(keys, asked)
        if hidden is not None:
            own = self._sums(keys * _INNER_FOLDS + hidden, asked)
            sums, counts = sums - own[0], counts - own[1]
        return sums, counts

    def _sums(self, keys: Integers, asked: Integers) -> tuple[Floats, Floats]:
        size = int(keys.max(initial=0)) + 1
        sums = np.bincount(keys[self.rows], self.values, minlength=size).astype(np.float64)
        counts = np.bincount(keys[self.rows], minlength=size).astype(np.float64)
        return sums[keys[asked]].astype(np.float64), counts[keys[asked]]


def flat_combination_means(
    games: GameFeatures, rows: Integers, prices: Floats, asked: Integers, clues: int
) -> Floats:
    """Predict the mean of the games equal in all that is known, shrunk toward that of all.

    What every answer is measured against. Tags, titles and receptions hardly ever repeat.
    """
    kept = sum(clue_bits(name) for name in _COMPARED) & clues
    keys = games.combination_keys(kept)
    size = int(keys.max(initial=0)) + 1
    sums = np.bincount(keys[rows], prices, minlength=size)[keys[asked]]
    counts = np.bincount(keys[rows], minlength=size)[keys[asked]]
    everybody = float(prices.mean()) if len(prices) else 0.0
    found: Floats = (sums + _SHRINKAGE * everybody) / (counts + _SHRINKAGE)
    return found


def has_few_clues(masks: Integers) -> Flags:
    """Tell where the mean answers alone."""
    few: Flags = masks & ~FEW_CLUES == 0
    return few
