"""Prices and what was foreseen in; how far off it was out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from etl.prices.features import Floats

DEAR: Final = 100.0
"""US dollars; the few prices beyond it would rule every mean."""


def errors(prices: Floats, foreseen: Floats) -> dict[str, Any]:
    """Measure in US dollars, with and without prices over 100; a price below 0 is taken as 0."""
    off = np.maximum(foreseen, 0) - prices
    usual = off[prices <= DEAR]
    return {
        "games": len(usual),
        "rmse": _rounded(root(usual)),
        "mae": _rounded(mean(np.abs(usual))),
        "games_all": len(off),
        "rmse_all": _rounded(root(off)),
        "mae_all": _rounded(mean(np.abs(off))),
        "standard_error": _rounded(
            float(np.abs(usual).std() / max(len(usual), 1) ** 0.5) if len(usual) else 0.0
        ),
    }


def root(off: Floats) -> float:
    """Give the root of the mean square; 0 of nothing."""
    return float(mean(off**2) ** 0.5)


def mean(values: Floats) -> float:
    """Give the mean; 0 of nothing."""
    return float(values.mean()) if len(values) else 0.0


def misses(prices: Floats, ranges: Floats) -> Floats:
    """Tell how far each price is outside its range, below 0 where it is inside."""
    missed: Floats = np.maximum(ranges[:, 0] - prices, prices - ranges[:, 1])
    return missed


def margin(missed: Floats, *, coverage: float) -> float:
    """Find what to add to both ends of ranges so that they hold that share of new prices.

    That is split conformal prediction: the quantile of the misses, with one more at infinity.
    """
    if not len(missed):
        return 0.0
    share = min(np.ceil((len(missed) + 1) * coverage) / len(missed), 1.0)
    return float(np.quantile(missed, share, method="higher"))


def _rounded(value: float) -> float:
    return round(value, 4)
