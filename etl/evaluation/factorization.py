"""Matrix factorization by alternating least squares: iALS on who owns what, SVD on ratings.

Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008,
with the regularization of S. Rendle et al., "Revisiting the Performance of iALS on Item
Recommendation Benchmarks", RecSys 2022.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from scipy import sparse

from etl.recommender.libraries import Floats, Integers, Libraries

BATCH_CELLS: Final = 4_000_000
"""Cells of a batch's arrays: 16 MB in single precision, three or four times."""
START_SCALE: Final = 0.1
"""Spread of the factors before the first sweep, divided by the square root of their number."""
STEPS, FOLD_STEPS = 3, 15
"""Steps of conjugate gradients: on from the sweep before, and from nothing for a new user."""

Ridge: TypeAlias = Callable[[Integers, int], Floats]


@dataclass(frozen=True)
class Factors:
    """Folds a library into the games' factors and multiplies."""

    games: Floats
    """Games by factors."""
    game_bias: Floats
    unobserved: float
    ridge: Ridge
    targets: Callable[[Libraries], sparse.csr_array]

    @property
    def weights_count(self) -> int | None:
        """Factors are no table of weights between games."""
        return None

    def __call__(self, visible: Libraries) -> Floats:
        """Solve for the users' factors and score every game."""
        targets = self.targets(visible)
        nothing = np.zeros((visible.users_count, self.games.shape[1]), dtype=np.float32)
        equations = Equations(self.unobserved, self.ridge)
        users = equations.solved(targets, self.games, nothing, steps=FOLD_STEPS)
        scores: Floats = users @ self.games.T + self.game_bias
        return scores


@dataclass(frozen=True, kw_only=True)
class ImplicitMF:
    """Owned games count 1, the others 0 with a small weight."""

    factors: int
    sweeps: int
    unobserved: float
    """Weight of the games that a user does not own; an owned one has 1 more."""
    ridge: float
    ridge_power: float
    """A row's ridge grows with its number of elements, weights counted, to that power."""
    seed: int = 0

    def __call__(self, training: Libraries) -> Factors:
        """Alternate between users and games."""

        def ridge(counts: Integers, others: int) -> Floats:
            return self.ridge * (counts + self.unobserved * others) ** self.ridge_power

        owned = training.owned
        games = _start(training.games_count, self.factors, self.seed)
        games = _swept(owned, games, self.sweeps, self.unobserved, ridge)
        nothing = np.zeros(training.games_count, dtype=np.float32)
        return Factors(games, nothing, self.unobserved, ridge, lambda visible: visible.owned)


@dataclass(frozen=True, kw_only=True)
class BiasedMF:
    """Funk's SVD: predicts the rating of owned games, here the logarithm of the minutes played.

    It never learns from games that are not owned, so it cannot tell what will be.
    """

    factors: int
    sweeps: int
    ridge: float
    seed: int = 0

    def __call__(self, training: Libraries) -> Factors:
        """Subtract the games' means, then alternate between users and games."""
        ratings = np.log1p(training.minutes).astype(np.float32)
        mean = ratings.mean() if len(ratings) else np.float32(0)
        columns = training.owned.indices
        sums = np.bincount(columns, weights=ratings - mean, minlength=training.games_count)
        bias = (sums / (training.owners + self.ridge)).astype(np.float32)

        def targets(libraries: Libraries) -> sparse.csr_array:
            owned = libraries.owned
            rest = np.log1p(libraries.minutes).astype(np.float32) - mean - bias[owned.indices]
            return sparse.csr_array((rest, owned.indices, owned.indptr), shape=owned.shape)

        def ridge(counts: Integers, _: int) -> Floats:
            return self.ridge * np.maximum(counts, 1).astype(np.float64)

        games = _start(training.games_count, self.factors, self.seed)
        games = _swept(targets(training), games, self.sweeps, 0.0, ridge)
        return Factors(games, bias, 0.0, ridge, targets)


def _start(games: int, factors: int, seed: int) -> Floats:
    drawn = np.random.default_rng(seed).standard_normal((games, factors), dtype=np.float32)
    return drawn * np.float32(START_SCALE / factors**0.5)


def _swept(
    targets: sparse.csr_array, games: Floats, sweeps: int, unobserved: float, ridge: Ridge
) -> Floats:
    by_game = targets.T.tocsr()
    equations = Equations(unobserved, ridge)
    users = np.zeros((targets.shape[0], games.shape[1]), dtype=np.float32)
    for _ in range(sweeps):
        users = equations.solved(targets, games, users)
        games = equations.solved(by_game, users, games)
    return games


@dataclass(frozen=True)
class Equations:
    """Least squares for each row: its targets at its elements, 0 elsewhere as far as that counts.

    Conjugate gradients for many rows at once: a factorization for each row costs several times as
    much, and a lot more where BLAS uses threads for such small matrices.
    """

    unobserved: float
    ridge: Ridge

    def solved(
        self, targets: sparse.csr_array, others: Floats, start: Floats, *, steps: int = STEPS
    ) -> Floats:
        """Improve `start` by some steps, for the factors of the other side."""
        count, factors = others.shape
        padded = np.concatenate([others, np.zeros((1, factors), dtype=np.float32)])
        base = np.float32(self.unobserved) * (others.T @ others)
        sizes = np.diff(targets.indptr)
        ridges = self.ridge(sizes, count).astype(np.float32)
        solved = np.zeros((len(sizes), factors), dtype=np.float32)
        for rows, width in _batches(sizes, factors):
            within = np.arange(width)
            is_there = within < sizes[rows, None]
            places = np.where(is_there, targets.indptr[rows, None] + within, 0)
            known = padded[np.where(is_there, targets.indices[places], count)]
            wanted = np.where(is_there, targets.data[places], 0).astype(np.float32)
            ridge = ridges[rows, None]

            def applied(factors: Floats, known: Floats = known, ridge: Floats = ridge) -> Floats:
                seen = np.einsum("rwf,rf->rw", known, factors)
                product: Floats = np.einsum("rwf,rw->rf", known, seen)
                return product + factors @ base + ridge * factors

            right = np.einsum("rwf,rw->rf", known, wanted)
            solved[rows] = _conjugate_gradients(applied, right, start[rows], steps)
        return solved


def _conjugate_gradients(
    applied: Callable[[Floats], Floats], right: Floats, start: Floats, steps: int
) -> Floats:
    """Solve one system per row; `applied` multiplies each row by its matrix."""
    found = start.copy()
    rest = right - applied(found)
    direction = rest.copy()
    length = (rest**2).sum(axis=1)
    for _ in range(steps):
        turned = applied(direction)
        along = (direction * turned).sum(axis=1)
        step = np.divide(length, along, out=np.zeros_like(length), where=along > 0)[:, None]
        found += step * direction
        rest -= step * turned
        before, length = length, (rest**2).sum(axis=1)
        more = np.divide(length, before, out=np.zeros_like(length), where=before > 0)[:, None]
        direction = rest + more * direction
    return found


def _batches(sizes: Integers, factors: int) -> Iterator[tuple[Integers, int]]:
    """Group rows of similar sizes, so that little is padded; rows without elements stay 0."""
    order = np.argsort(sizes, kind="stable")
    start = int((sizes == 0).sum())
    while start < len(order):
        # The width of a batch is that of its last row; take rows while they fit.
        room = np.arange(1, len(order) - start + 1) * (sizes[order[start:]] + 1) * factors
        end = start + max(1, int(np.searchsorted(room, BATCH_CELLS, side="right")))
        rows = order[start:end]
        yield rows, int(sizes[rows[-1]])
        start = end
