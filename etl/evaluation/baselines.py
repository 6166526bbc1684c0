"""Baselines: popularity, neighbours of items and of users, and linear autoencoders.

EASE: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019. EDLAE: H. Steck,
"Autoencoders that don't overfit towards the Identity", NeurIPS 2020.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl.evaluation.metrics import CHUNK_CELLS, Scorer, top_k, user_chunks
from etl.recommender.gram_matrix import (
    gram_blocks,
    gram_matrix,
    gram_row_blocks,
    invert_gram_matrix,
)
from etl.recommender.libraries import Floats, Integers, Libraries


def item_baseline_scorer(weights: sparse.csr_array | Floats) -> Scorer:
    """Score a game by the sum of the weights (owned by recommended games) of what is owned."""

    def score(visible: Libraries) -> Floats:
        scores = visible.owned @ weights
        dense: Floats = scores.toarray() if sparse.issparse(scores) else scores
        return dense

    return Scorer(score, int(np.count_nonzero(getattr(weights, "data", weights))))


def popularity_baseline(training: Libraries) -> Scorer:
    """Score every game by its owners, for everybody the same."""
    owners = training.owners.astype(np.float32)
    return Scorer(lambda visible: np.tile(owners, (visible.users_count, 1)))


@dataclass(frozen=True, kw_only=True)
class ItemKNN:
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

    def __call__(self, training: Libraries) -> Scorer:
        """Fit the weights."""
        return item_baseline_scorer(self.weights(training))

    def weights(self, training: Libraries) -> sparse.csr_array | Floats:
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
            return whole
        kept = [_keep_largest(block, self.count, training.by_popularity) for _, block in scaled]
        empty = sparse.csr_array((0, training.games_count), dtype=np.float32)
        return sparse.csr_array(sparse.vstack([empty, *kept]))

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


@dataclass(frozen=True, kw_only=True)
class LinearAutoencoder:
    """Weights W = I - P / diag(P) with P = (G + ridge · I + dropout · diag(G))^-1."""

    ridge: float
    dropout: float = 0.0
    """p / (1 - p) for the probability p that an owned game is dropped from the input."""
    user_power: float = 0.0
    """A user's weight in G is the size of the library to the minus this."""

    def __call__(self, training: Libraries) -> Scorer:
        """Fit the weights."""
        return item_baseline_scorer(self.weights(training))

    def weights(self, training: Libraries) -> Floats:
        """Compute the weights, in the memory of one games by games matrix."""
        precision = self.precision(training)
        diagonal = precision.diagonal().copy()
        for rows in gram_row_blocks(training.games_count):
            precision[rows] /= -diagonal
        np.fill_diagonal(precision, 0)
        return precision

    def precision(self, training: Libraries) -> Floats:
        """Compute P in single precision, in the memory of G."""
        sizes = np.maximum(training.sizes, 1).astype(np.float32)
        matrix = gram_matrix(training, sizes**-self.user_power)
        diagonal = matrix.diagonal()
        np.fill_diagonal(matrix, diagonal + self.ridge + self.dropout * diagonal)
        return invert_gram_matrix(matrix)


@dataclass(frozen=True, kw_only=True)
class UserKNN:
    """The summed cosines of the nearest users who own a game.

    The cosine is over what users play: 0.4 + 0.07 ln(1 + minutes), unplayed games 0.
    """

    count: int

    def __call__(self, training: Libraries) -> Scorer:
        """Compare with every user's playtimes."""
        tastes, users = _unit_playtime_vectors(training), training.users_count

        def score(visible: Libraries) -> Floats:
            parts = []
            for chunk in user_chunks(visible, CHUNK_CELLS, width=users):
                # Nearly everybody shares a game with everybody: a dense product is quicker.
                product = tastes @ _unit_playtime_vectors(chunk).T.toarray()
                similar = np.ascontiguousarray(product.T)
                if self.count < users:
                    least = np.partition(similar, users - self.count, axis=1)
                    similar[similar < least[:, [users - self.count]]] = 0
                parts.append((sparse.csr_array(similar) @ training.owned).toarray())
            return np.concatenate(parts)

        return Scorer(score)


def _keep_largest(block: Floats, count: int, by_popularity: Integers) -> sparse.csr_array:
    """Keep the `count` largest positive weights of each row."""
    columns = top_k(block, count, order=by_popularity)
    rows = np.repeat(np.arange(len(block)), count)
    flat = columns.ravel()
    values = np.where(flat >= 0, block[rows, flat], 0)
    found = np.flatnonzero(values > 0)
    return sparse.csr_array((values[found], (rows[found], flat[found])), shape=block.shape)


def _unit_playtime_vectors(libraries: Libraries) -> sparse.csr_array:
    played = libraries.where(libraries.minutes > 0)
    values = (0.4 + 0.07 * np.log1p(played.minutes)).astype(np.float32)
    squares = np.bincount(played.item_users, weights=values**2, minlength=played.users_count)
    lengths = np.sqrt(np.maximum(squares, np.finfo(np.float32).tiny)).astype(np.float32)
    return played.with_values(values / lengths[played.item_users])
