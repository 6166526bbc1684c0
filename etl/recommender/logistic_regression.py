"""Sparse logistic regressions, one per recommended game.

Each recommended game j is one regression: who owns j, by which of the games of its support they
own. A fifth of each library is dropped out, as it is for somebody who does not own the game yet;
that is what keeps a bundle's games from explaining each other away. For most users that fifth is
drawn, for a few it is the newest one, so that newer games are learnt to follow older ones. The
columns are independent, so any number of threads gives the same bits.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.linalg import cho_solve

from etl.recommender.libraries import Flags, Floats, Integers, Libraries
from etl.recommender.parallel import run_parallel
from etl.recommender.splits import (
    Purpose,
    item_split_fractions,
    leaked_games,
    newest_fifth_mask,
    user_split_fractions,
)

_DEALS: Final = 16  # into so many the large columns are dealt, so that no thread ends alone
_LARGE: Final = 40_000  # visible items of a support beyond which a column is worth a thread
_TINY: Final = 1e-6  # stands for 0 where something is divided, or where a logarithm is taken
_LONGEST_STEP: Final = 5.0  # in log-odds
_SETTLED: Final = 2e-4  # of the loss
_TABLE: Final = 30_000  # cells up to which a full table is quicker than a sparse matrix


@dataclass(frozen=True, kw_only=True)
class LogisticParameters:
    """How the regressions are fitted; every default was chosen on validation users."""

    visible: float = 0.8
    """Share of each library that the regression may look at."""
    owner_weight: float = 0.2
    """What an owner counts against one who owns it not: the share that will be out of sight."""
    discovery: float = 2.4
    """Times this, if no game in sight of the same studio or series gives the game away."""
    newest: float = 0.08
    """Share of the users of whom the newest fifth is out of sight, and nothing else: they count as
    owners of that fifth, fully, and neither way of the rest."""
    ridge: float = 0.05
    """Pulls weights towards those of the linear model."""
    sharpness: float = 15.0
    """Log-odds for each unit of the linear model's score, to start from."""
    steps: int = 3
    """Newton steps, at most."""
    inner_steps: int = 3
    """Conjugate gradients within a step."""
    bias_share: float = 0.9
    """Of the bias that is kept: a little less than fits best, for the sake of rarer games."""


def logistic_dropout_mask(libraries: Libraries, *, share: float, seed: int) -> Flags:
    """Draw which elements are visible, each by its user, its game and the seed alone."""
    visible: Flags = item_split_fractions(libraries, Purpose.DROPPED_OUT, seed=seed) < share
    return visible


def logistic_inputs_and_counts(
    libraries: Libraries, relations: sparse.csr_array, given: LogisticParameters, *, seed: int
) -> tuple[Flags, Floats]:
    """Tell which elements are in sight, and what each counts when its game is the one predicted."""
    seen = logistic_dropout_mask(libraries, share=given.visible, seed=seed)
    discovered = ~leaked_games(libraries, seen, relations)
    counts = np.where(discovered, given.owner_weight * given.discovery, given.owner_weight)
    drawn = user_split_fractions(libraries, Purpose.NEWEST, seed=seed) < given.newest
    of_drawn, hidden = drawn[libraries.item_users], newest_fifth_mask(libraries)
    seen[of_drawn] = ~hidden[of_drawn]
    counts[of_drawn] = hidden[of_drawn]
    return seen, counts.astype(np.float32)


def fit_logistic_regression(  # noqa: PLR0913 - what a regression needs
    libraries: Libraries,
    linear: sparse.csc_array,
    relations: sparse.csr_array,
    gram: Floats,
    user_weights: Floats,
    *,
    given: LogisticParameters,
    seed: int,
    threads: int,
    advance: Callable[[int], None] = lambda _: None,
) -> tuple[Floats, Floats]:
    """Fit every column on its support.

    Args:
        libraries: users by games.
        linear: games by games; its elements are the support, and their values where to start.
        relations: of the games of the columns.
        gram: G of the libraries, float32: how supports hang together.
        user_weights: what each user counts.
        given: how.
        seed: of what is out of sight.
        threads: columns fitted at once.
        advance: hears of each chunk of columns that is done.

    Returns:
        The weights, aligned with `linear.data`, and a bias for each game: float32, log-odds.
    """
    seen, counts = logistic_inputs_and_counts(libraries, relations, given, seed=seed)
    owners = libraries.with_values(counts)
    task = Task(
        inputs=libraries.where(seen).owned.T.tocsr(),
        owners=owners.tocsc(),
        user_weights=user_weights.astype(np.float32),
        gram=gram,
        given=given,
    )
    weights = (given.sharpness * linear.data).astype(np.float32)
    base = (owners.T @ task.user_weights) / max(task.total, _TINY)
    biases = np.log(np.maximum(base, _TINY)).astype(np.float32)
    costs = _count_visible_items(task.inputs, linear)
    order = np.argsort(-costs, kind="stable")
    order = order[np.diff(linear.indptr)[order] > 0]

    def work(columns: Integers) -> None:
        column = Column(task)
        for number, j in enumerate(columns.tolist(), start=1):
            span = slice(linear.indptr[j], linear.indptr[j + 1])
            weights[span], biases[j] = column.fit(
                j, linear.indices[span], weights[span], float(biases[j])
            )
            if number % 100 == 0:
                advance(100)

    # Small ones hold the interpreter's lock nearly all the time, and threads would only wait for
    # each other: one thread does them, beside those that do the large ones, a deal at a time.
    large = int((costs > _LARGE).sum())
    deals = [order[first:large:_DEALS] for first in range(_DEALS)]
    run_parallel(work, [order[large:], *deals], threads=threads)
    return weights, biases * np.float32(given.bias_share)


def _count_visible_items(inputs: sparse.csr_array, linear: sparse.csc_array) -> Integers:
    """Count, for each column, the visible items of its support."""
    found = np.append(0, np.cumsum(np.diff(inputs.indptr)[linear.indices], dtype=np.int64))
    counted: Integers = found[linear.indptr[1:]] - found[linear.indptr[:-1]]
    return counted


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
        self._task = task
        users = len(task.user_weights)
        self._places = np.zeros(users, dtype=np.int32)
        self._owns = np.zeros(users, dtype=np.float32)
        self._worth = np.ones(users, dtype=np.float32)

    def fit(self, j: int, support: Integers, start: Floats, bias: float) -> tuple[Floats, float]:
        """Fit one column from a start; returns its weights and its bias."""
        self._gather_users(j, support)
        ridge, weights = np.float32(self._task.given.ridge), start
        scores = self._by_user @ weights
        bias = self._balance_bias(scores, bias)
        scores += np.float32(bias)
        loss = self._loss(scores, weights - start, bias)
        # numpy's, because unlike scipy's it lets other threads work meanwhile
        factor = np.asfortranarray(np.linalg.cholesky(self._hessian_correlations(support))), True
        for _ in range(self._task.given.steps):
            chances = _sigmoids(scores)
            misses = self._counts * chances - self._wins
            bends = self._counts * chances * (1 - chances)
            base = _sigmoid(bias)
            others = base * (1 - base) * self._rest
            gradient = np.append(
                self._features @ misses + ridge * (weights - start),
                np.float32(misses.sum() + base * self._rest - self._rest_wins),
            )
            # the Hessian's diagonal: inputs are 1, and so are their squares
            spread = np.append(self._features @ bends + ridge, np.float32(bends.sum() + others))
            scale = 1 / np.sqrt(spread + np.float32(_TINY))
            step = self._newton_step(gradient, bends, others, scale, factor)
            moves = self._by_user @ step[:-1] + step[-1]
            length = min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), _TINY))
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

    def _gather_users(self, j: int, support: Integers) -> None:
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

    def _hessian_correlations(self, support: Integers) -> Floats:
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

    def _newton_step(
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

    def _balance_bias(self, scores: Floats, bias: float) -> float:
        """Find the bias with which as many owners are expected as there are."""
        wins = float(self._wins.sum()) + self._rest_wins
        for _ in range(4):
            chances = _sigmoids(scores + np.float32(bias))
            base = _sigmoid(bias)
            expected = float(self._counts @ chances) + base * self._rest
            bend = float(self._counts @ (chances * (1 - chances))) + base * (1 - base) * self._rest
            bias += float(np.clip((wins - expected) / (bend + _TINY), -2, 2))
        return bias

    def _loss(self, scores: Floats, moved: Floats, bias: float) -> float:
        losses = np.log1p(np.exp(-np.abs(scores))) + np.maximum(scores, 0)
        rest = self._rest * float(np.logaddexp(0, bias)) - self._rest_wins * bias
        ridge = 0.5 * self._task.given.ridge * float(moved @ moved)
        return float(self._counts @ losses) - float(self._wins @ scores) + rest + ridge


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def _sigmoids(scores: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return chances
