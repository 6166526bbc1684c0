"""Ranges of prices: conformal calibration within bands of the price predicted."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from etl.prices.features import Flags, Floats, Integers

COVERAGE: Final = 0.8
FREE_IS_LIKELY: Final = 10.0
"""Percent of free games from which on a range starts at 0."""
_EDGES: Final = (0.025, 0.05, *np.arange(0.1, 1, 0.1), 0.95)
_FEWEST: Final = 100
"""Games in a band; bands that would have fewer are joined."""


@dataclass(frozen=True)
class PriceBands:
    """How far prices were from what was predicted, by bands of what was predicted."""

    starts: Floats
    """The lowest price predicted in each band, ascending from 0, in US dollars."""
    low: Floats
    """Added to it for the lower end; minus infinity where the range starts at 0."""
    high: Floats
    """Added to it for the upper end."""
    free: Floats
    """Share of free games, in percent."""

    @classmethod
    def fit(cls, prices: Floats, predicted: Floats) -> Self:
        """Learn from prices that were hidden from what predicted them.

        As in split conformal prediction the ends are quantiles of the errors, with one more error
        at infinity: a tenth of the prices is beyond each. Where free is likely, all lower prices
        are inside, and a fifth is beyond the upper end.
        """
        count = len(prices)
        bands = min(len(_EDGES) + 1, max(count // _FEWEST, 1))
        shares = _EDGES if bands > len(_EDGES) else np.arange(1, bands) / bands
        inner = np.unique(np.quantile(predicted, shares)) if count else np.empty(0)
        starts = np.append(0.0, inner[inner > 0])
        band = np.searchsorted(starts, predicted, side="right") - 1
        low, high, free = (np.zeros(len(starts)) for _ in range(3))
        for place in range(len(starts)):
            here = band == place
            errors = np.sort(prices[here] - predicted[here])
            free[place] = 100 * float((prices[here] == 0).mean()) if here.any() else 0.0
            tail = 1 - COVERAGE if free[place] >= FREE_IS_LIKELY else (1 - COVERAGE) / 2
            low[place] = -np.inf if free[place] >= FREE_IS_LIKELY else -_upper(-errors, 1 - tail)
            high[place] = _upper(errors, 1 - tail)
        return cls(starts, low, high, free)

    def of(self, predicted: Floats) -> Integers:
        """Give the band of each price predicted, from 0."""
        return np.searchsorted(self.starts, np.maximum(predicted, 0), side="right") - 1

    def ranges(self, predicted: Floats) -> tuple[Floats, Floats]:
        """Give both ends for predicted prices, in US dollars."""
        band, price = self.of(predicted), np.maximum(predicted, 0)
        low = np.maximum(np.minimum(price + self.low[band], price), 0)
        return low, np.maximum(price + self.high[band], price)


def _upper(errors: Floats, share: float) -> float:
    """Give what at least that share of further errors does not exceed."""
    if not len(errors):
        return 0.0
    share = min(np.ceil((len(errors) + 1) * share) / len(errors), 1.0)
    return float(np.quantile(errors, share, method="higher"))


def are_held(prices: Floats, low: Floats, high: Floats) -> Flags:
    """Tell which ranges hold the price, to the cent."""
    held: Flags = (np.round(low, 2) <= prices) & (prices <= np.round(high, 2))
    return held


def cross_fitted_held(prices: Floats, predicted: Floats, folds: Integers) -> Flags:
    """Tell which prices the ranges hold that other folds teach."""
    held = np.zeros(len(prices), dtype=bool)
    for fold in np.unique(folds):
        here = folds == fold
        bands = PriceBands.fit(prices[~here], predicted[~here])
        held[here] = are_held(prices[here], *bands.ranges(predicted[here]))
    return held


def coverage_by_tenth(predicted: Floats, held: Flags) -> list[float]:
    """Give the share of prices held in each tenth of what was predicted, the lowest first."""
    if not len(predicted):
        return []
    tenths = np.searchsorted(np.quantile(predicted, np.arange(0.1, 1, 0.1)), predicted)
    return [round(float(held[tenths == one].mean()), 4) for one in np.unique(tenths)]
