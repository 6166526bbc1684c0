"""A precision matrix of games in, how much two games have players in common out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from etl.recommender.libraries import Flags, Floats, Integers
    from etl.recommender.products import Products


class Correlations:
    """Partial correlations of games: what two have in common beyond what all others explain."""

    def __init__(self, products: Products, places: Integers, precision: Floats) -> None:
        """Look up games by their place in the catalogue; nothing is copied.

        Args:
            products: whose owners speak for each place.
            places: the place of each row of the matrix.
            precision: P, symmetric: the inverse of the weighted, regularised Gram matrix.
        """
        rows = np.full(len(products.main), -1, dtype=np.int64)
        rows[places] = np.arange(len(places))
        self._rows = rows[products.players]
        self._precision = precision
        self._scales = 1 / np.sqrt(np.diagonal(precision))
        self.known: Flags = products.owners > 0
        """Places with owners."""

    def block(self, places: Integers, others: Integers, out: Floats | None = None) -> Floats:
        """Give -P_ij / sqrt(P_ii * P_jj), at least 0, of places with owners: float32.

        `out` is memory for the result.
        """
        rows, columns = self._rows[places], self._rows[others]
        # with a mode that cannot fail nothing is checked, and nothing is copied twice
        block: Floats = np.take(self._precision[rows], columns, axis=1, out=out, mode="clip")
        block *= -self._scales[rows, None]
        block *= self._scales[columns]
        return np.maximum(block, 0, out=block)
