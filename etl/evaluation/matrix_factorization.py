"""Baselines by matrix factorization: implicit's iALS, and biased factors of playtimes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from etl.evaluation.metrics import Scorer
from etl.recommender.libraries import Floats, Libraries

CHUNK_ROWS: Final = 20_000
"""Normal equations solved at once: 80 MB for 32 factors."""


@dataclass(frozen=True, kw_only=True)
class ImplicitMF:
    """Owned games count 1, the others 0 with a smaller weight."""

    factors: int
    iterations: int
    alpha: float
    """Weight of an owned game; every other weighs 1."""
    ridge: float
    """Times the fourth root of users times games."""
    seed: int = 0

    def __call__(self, training: Libraries) -> Scorer:
        """Alternate between users and games."""
        with threadpool_limits(1, user_api="blas"):  # it runs threads of its own
            model = AlternatingLeastSquares(
                factors=self.factors,
                iterations=self.iterations,
                alpha=self.alpha,
                regularization=self.ridge * float(np.prod(training.owned.shape)) ** 0.25,
                random_state=self.seed,
                use_gpu=False,
            )
            model.fit(sparse.csr_matrix(training.owned), show_progress=False)

        def score(visible: Libraries) -> Floats:
            owned = sparse.csr_matrix(visible.owned)
            users = model.recalculate_user(np.arange(visible.users_count), owned)
            scores: Floats = users @ model.item_factors.T
            return scores

        return Scorer(score)


@dataclass(frozen=True, kw_only=True)
class BiasedMF:
    """Predicts the rating of owned games, here the logarithm of the minutes played.

    It never learns from games that are not owned, so it cannot tell what will be.
    """

    factors: int
    iterations: int
    ridge: float
    """Times the ratings of a user or a game."""
    seed: int = 0

    def __call__(self, training: Libraries) -> Scorer:
        """Subtract the games' means, then alternate between users and games."""
        ratings = np.log1p(training.minutes).astype(np.float32)
        mean = ratings.mean() if len(ratings) else np.float32(0)
        columns, count = training.owned.indices, training.games_count
        sums = np.bincount(columns, weights=ratings - mean, minlength=count)
        bias = (sums / (training.owners + self.ridge)).astype(np.float32)

        def playtime_residuals(libraries: Libraries) -> sparse.csr_array:
            ratings = np.log1p(libraries.minutes).astype(np.float32)
            return libraries.with_values(ratings - mean - bias[libraries.owned.indices])

        by_user = playtime_residuals(training)
        by_game = by_user.T.tocsr()
        drawn = np.random.default_rng(self.seed).standard_normal((count, self.factors), np.float32)
        games = drawn * np.float32(0.1 / self.factors**0.5)
        for _ in range(self.iterations):
            users = solve_row_factors(by_user, games, self.ridge)
            games = solve_row_factors(by_game, users, self.ridge)
        return Scorer(
            lambda new: (
                solve_row_factors(playtime_residuals(new), games, self.ridge) @ games.T + bias
            )
        )


def solve_row_factors(targets: sparse.csr_array, others: Floats, ridge: float) -> Floats:
    """Solve for the factors of each row, from its elements and the factors of the other side.

    The ridge is multiplied by the row's number of elements; a row without any has factors of 0.
    """
    factors = others.shape[1]
    squares = (others[:, :, None] * others[:, None, :]).reshape(len(others), -1)
    solved = [np.zeros((0, factors), dtype=np.float32)]
    for start in range(0, targets.shape[0], CHUNK_ROWS):
        rows = targets[start : start + CHUNK_ROWS]
        ones = np.ones(rows.nnz, dtype=np.float32)
        known = sparse.csr_array((ones, rows.indices, rows.indptr), shape=rows.shape)
        left = (known @ squares).reshape(-1, factors, factors)
        ridges = ridge * np.maximum(np.diff(rows.indptr), 1)
        left[:, np.arange(factors), np.arange(factors)] += ridges[:, None].astype(np.float32)
        solved.append(np.linalg.solve(left, (rows @ others)[:, :, None])[:, :, 0])
    return np.concatenate(solved)
