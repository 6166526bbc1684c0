"""One recommended game and its support in; the logistic regression of who owns it out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.linalg import cho_solve

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats, Integers
    from etl.recommender.logistic import LogisticParameters

TINY: Final = 1e-6
"""Stands for 0 where something is divided, or where a logarithm is taken."""
_LONGEST_STEP: Final = 5.0  # in log-odds
_SETTLED: Final = 2e-4  # of the loss
_TABLE: Final = 30_000  # cells up to which a full table is quicker than a sparse matrix


@dataclass(frozen=True)
class Task:
    """Everything about the users that all columns share."""

    inputs: sparse.csr_array
    """Games by users: what is in sight."""
    owners: sparse.csc_array
    """Users by games: everything; a value is what the owner counts against one who owns it not."""
    user_weights: Floats
    gram: Floats
    """How supports hang together."""
    given: LogisticParameters

    @property
    def total(self) -> float:
        """What all users count together."""
        return float(self.user_weights.sum(dtype=np.float64))


class Column:
    """Fits columns one after the other, in the same scratch memory."""

    def __init__(self, task: Task) -> None:
        """Make room for all users; one thread may use it."""
        self._task = task
        users = len(task.user_weights)
        self._places = np.zeros(users, dtype=np.int32)
        self._owns = np.zeros(users, dtype=np.float32)
        self._worth = np.ones(users, dtype=np.float32)

    def fit(self, j: int, support: Integers, start: Floats, bias: float) -> tuple[Floats, float]:
        """Fit one column from a start; returns its weights and its bias."""
        self._gather(j, support)
        ridge, weights = np.float32(self._task.given.ridge), start
        scores = self._by_user @ weights
        bias = self._balanced(scores, bias)
        scores += np.float32(bias)
        loss = self._loss(scores, weights - start, bias)
        # numpy's, because unlike scipy's it lets other threads work meanwhile
        factor = np.asfortranarray(np.linalg.cholesky(self._likeness(support))), True
        for _ in range(self._task.given.steps):
            chances = _chances(scores)
            misses = self._counts * chances - self._wins
            bends = self._counts * chances * (1 - chances)
            base = _chance(bias)
            others = base * (1 - base) * self._rest
            gradient = np.append(
                self._features @ misses + ridge * (weights - start),
                np.float32(misses.sum() + base * self._rest - self._rest_wins),
            )
            spread = np.append(self._squares(bends) + ridge, np.float32(bends.sum() + others))
            scale = 1 / np.sqrt(spread + np.float32(TINY))
            step = self._newton(gradient, bends, others, scale, factor)
            moves = self._by_user @ step[:-1] + step[-1]
            length = min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), TINY))
            for _ in range(4):
                new = weights + np.float32(length) * step[:-1]
                new_bias = bias + length * float(step[-1])
                new_scores = scores + np.float32(length) * moves
                new_loss = self._loss(new_scores, new - start, new_bias)
                if new_loss < loss:
                    break
                length *= 0.4
            else:
                break
            settled = loss - new_loss < _SETTLED * loss
            weights, bias, scores, loss = new, new_bias, new_scores, new_loss
            if settled:
                break
        return weights, bias

    def _gather(self, j: int, support: Integers) -> None:
        """Take the users who own any game of the support; the others are alike, and are counted."""
        task, rows = self._task, self._task.inputs[support]
        self._places[rows.indices] = 1
        users = np.flatnonzero(self._places)
        self._places[users] = np.arange(len(users), dtype=np.int32)
        shape, columns = (len(support), len(users)), self._places[rows.indices]
        self._features: sparse.csr_array | Floats
        if shape[0] * shape[1] <= _TABLE:
            self._features = np.zeros(shape, dtype=np.float32)
            self._features[np.repeat(np.arange(shape[0]), np.diff(rows.indptr)), columns] = 1
        else:
            self._features = sparse.csr_array((rows.data, columns, rows.indptr), shape=shape)
        self._places[users] = 0
        self._by_user = self._features.T
        span = slice(task.owners.indptr[j], task.owners.indptr[j + 1])
        owners, factors = task.owners.indices[span], task.owners.data[span]
        self._owns[owners] = 1
        self._worth[owners] = factors
        owns, scaled = self._owns[users], self._worth[users]
        self._owns[owners] = 0
        self._worth[owners] = 1
        counts, owning = task.user_weights[users], task.user_weights[owners]
        self._counts = counts * scaled
        self._wins = self._counts * owns
        outside = max(float(owning.sum()) - float(counts @ owns), 0.0)
        self._rest_wins = max(float(owning @ factors) - float(self._wins.sum()), 0.0)
        self._rest = task.total - float(counts.sum()) - outside + self._rest_wins

    def _likeness(self, support: Integers) -> Floats:
        """Approximate how the Hessian's rows hang together, as correlations; the bias is last."""
        gram, size = self._task.gram, len(support)
        like = np.zeros((size + 1, size + 1), dtype=np.float32)
        like[:size, :size] = gram[np.ix_(support, support)]
        owned = like.diagonal()[:size].copy()
        like[size, :size] = like[:size, size] = 0.3 * owned
        like[size, size] = 0.05 * self._task.total + owned.max(initial=0)
        scale = 1 / np.sqrt(like.diagonal() + 1e-3)
        like *= 0.9 * scale[:, None] * scale
        np.fill_diagonal(like, 1)
        return like

    def _newton(
        self,
        gradient: Floats,
        bends: Floats,
        others: float,
        scale: Floats,
        factor: tuple[Floats, bool],
    ) -> Floats:
        """Solve Hessian @ step = -gradient by a few preconditioned conjugate gradients."""
        ridge = np.float32(self._task.given.ridge)
        step, left = np.zeros_like(gradient), -gradient
        towards = scale * cho_solve(factor, scale * left, check_finite=False)
        along, size = towards, float(left @ towards)
        for number in range(self._task.given.inner_steps):
            turned = bends * (self._by_user @ along[:-1] + along[-1])
            bent = np.append(
                self._features @ turned + ridge * along[:-1],
                np.float32(turned.sum() + others * float(along[-1])),
            )
            bending = float(along @ bent)
            if size <= 0 or bending <= 0:
                break
            step += np.float32(size / bending) * along
            if number + 1 == self._task.given.inner_steps:
                break
            left = left - np.float32(size / bending) * bent
            towards = scale * cho_solve(factor, scale * left, check_finite=False)
            before, size = size, float(left @ towards)
            along = towards + np.float32(size / before) * along
        return step

    def _balanced(self, scores: Floats, bias: float) -> float:
        """Find the bias with which as many owners are expected as there are."""
        wins = float(self._wins.sum()) + self._rest_wins
        for _ in range(4):
            chances = _chances(scores + np.float32(bias))
            base = _chance(bias)
            expected = float(self._counts @ chances) + base * self._rest
            bend = float(self._counts @ (chances * (1 - chances))) + base * (1 - base) * self._rest
            bias += float(np.clip((wins - expected) / (bend + TINY), -2, 2))
        return bias

    def _squares(self, bends: Floats) -> Floats:
        """Give the Hessian's diagonal; inputs are 1, and so are their squares."""
        squares: Floats = self._features @ bends
        return squares

    def _loss(self, scores: Floats, moved: Floats, bias: float) -> float:
        losses = np.log1p(np.exp(-np.abs(scores))) + np.maximum(scores, 0)
        rest = self._rest * float(np.logaddexp(0, bias)) - self._rest_wins * bias
        ridge = 0.5 * self._task.given.ridge * float(moved @ moved)
        return float(self._counts @ losses) - float(self._wins @ scores) + rest + ridge


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def _chances(scores: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return chances
