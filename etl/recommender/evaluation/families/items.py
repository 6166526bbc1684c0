"""Item neighbours: popularity, cosine, BM25, RP3beta, and what is common to tables of weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from etl.recommender.evaluation.metrics import best
from etl.recommender.gram import gram_blocks

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats, Integers, Libraries


@dataclass(frozen=True)
class ItemWeights:
    """Scores a game by the sum of the weights between what is owned and it."""

    weights: sparse.csr_array | Floats
    """Games owned by games recommended."""

    @property
    def weights_count(self) -> int | None:
        """Count the weights that are not 0."""
        return int(np.count_nonzero(getattr(self.weights, "data", self.weights)))

    def __call__(self, visible: Libraries) -> Floats:
        """Multiply libraries by weights."""
        scores = visible.owned @ self.weights
        dense: Floats = scores.toarray() if sparse.issparse(scores) else scores
        return dense


@dataclass(frozen=True)
class Popular:
    """Scores every game by its owners, for everybody the same."""

    owners: Integers

    @property
    def weights_count(self) -> int | None:
        """A list of games needs no table of weights."""
        return None

    def __call__(self, visible: Libraries) -> Floats:
        """Repeat the owners for each user."""
        return np.tile(self.owners.astype(np.float32), (visible.users_count, 1))


def popularity(training: Libraries) -> Popular:
    """Count owners."""
    return Popular(training.owners)


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Weights of item neighbours, each game's largest.

    W_ij = (s_ij / (d_i^row_power · d_j^column_power + shrinkage))^exponent, where s_ij is the sum
    of the user weights over those who own both games, and d_i that over those who own the game, or
    their number.
    """

    count: int | None
    """Neighbours kept of each game; None keeps all."""
    row_power: float = 0.5
    column_power: float = 0.5
    plain_owners: bool = False
    """Count owners in d_i instead of adding up their weights, as a random walk does."""
    shrinkage: float = 0.0
    exponent: float = 1.0
    user_power: float = 0.0
    """A user's weight is the size of the library to the minus this."""
    bm25: tuple[float, float] | None = None
    """BM25's k1 and b: a user's weight is the square of what BM25 makes of 1 in such a library."""

    def __call__(self, training: Libraries) -> ItemWeights:
        """Compute the weights, a block of games at a time."""
        weights = self._user_weights(training)
        counted = np.ones_like(weights) if self.plain_owners else weights
        totals = training.owned.T @ counted
        totals[totals <= 0] = 1  # nobody owns it: its row is empty anyway
        rows_by = totals**self.row_power
        columns_by = (totals**self.column_power).astype(np.float32)
        blocks = gram_blocks(training, weights)
        scaled = (self._scaled(block, rows, rows_by, columns_by) for rows, block in blocks)
        if self.count is None:
            whole = np.empty((training.games_count,) * 2, dtype=np.float32)
            for rows, block in scaled:
                whole[rows] = block
            return ItemWeights(whole)
        kept = [_nearest(block, self.count, training.by_popularity) for _, block in scaled]
        empty = sparse.csr_array((0, training.games_count), dtype=np.float32)
        return ItemWeights(sparse.csr_array(sparse.vstack([empty, *kept])))

    def _scaled(
        self, block: Floats, rows: slice, rows_by: Floats, columns_by: Floats
    ) -> tuple[slice, Floats]:
        # Row by row, so that a block is never held twice.
        for number, by in enumerate(rows_by[rows]):
            block[number] /= np.float32(by) * columns_by + np.float32(self.shrinkage)
            block[number, rows.start + number] = 0
        if self.exponent != 1:
            np.power(block, np.float32(self.exponent), out=block)
        return rows, block

    def _user_weights(self, training: Libraries) -> Floats:
        sizes = np.maximum(training.sizes, 1).astype(np.float32)
        if self.bm25 is None:
            powers: Floats = sizes**-self.user_power
            return powers
        k1, b = self.bm25
        length = 1 - b + b * sizes / sizes.mean()
        weights: Floats = ((k1 + 1) / (1 + k1 * length)) ** 2
        return weights


def _nearest(block: Floats, count: int, by_popularity: Integers) -> sparse.csr_array:
    """Keep the `count` largest positive weights of each row."""
    columns = best(block, count, order=by_popularity)
    rows = np.repeat(np.arange(len(block)), count)
    flat = columns.ravel()
    values = np.where(flat >= 0, block[rows, flat], 0)
    found = np.flatnonzero(values > 0)
    return sparse.csr_array((values[found], (rows[found], flat[found])), shape=block.shape)
