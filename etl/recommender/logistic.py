"""Libraries and chosen pairs in; weights whose sum is the log-odds of owning a game out.

Each recommended game j is one logistic regression: who owns j, by which of the games of its support
they own. A fifth of each library is out of sight, as it is for somebody who does not own the game
yet; that is what keeps a bundle's games from explaining each other away. For most users that fifth
is drawn, for a few it is the newest one, so that newer games are learnt to follow older ones. The
columns are independent, so any number of threads gives the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.draws import Purpose, item_draws, user_draws
from etl.recommender.hiding import given_away, newest_fifth
from etl.recommender.regression import TINY, Column, Task
from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.recommender.libraries import Flags, Floats, Integers, Libraries

_DEALS: Final = 16  # into so many the large columns are dealt, so that no thread ends alone
_LARGE: Final = 40_000  # visible items of a support beyond which a column is worth a thread


@dataclass(frozen=True, kw_only=True)
class LogisticParameters:
    """How the regressions are fitted."""

    visible: float = 0.8
    """Share of each library that the regression may look at."""
    owner_weight: float = 0.2
    """What an owner counts against one who owns it not: the share that will be out of sight."""
    discovery: float = 2.4
    """Times this, if no game in sight of the same studio or series gives the game away."""
    newest: float = 0.04
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


def in_sight(libraries: Libraries, *, share: float, seed: int) -> Flags:
    """Draw which elements are visible, each by its user, its game and the seed alone."""
    visible: Flags = item_draws(libraries, Purpose.OUT_OF_SIGHT, seed=seed) < share
    return visible


def what_counts(
    libraries: Libraries, labels: sparse.csr_array, given: LogisticParameters, *, seed: int
) -> tuple[Flags, Floats]:
    """Tell which elements are in sight, and what each counts when its game is the one predicted.

    Args:
        libraries: who owns what.
        labels: games by what makes kin of them (`hiding.kin`).
        given: how.
        seed: of the draws.
    """
    seen = in_sight(libraries, share=given.visible, seed=seed)
    discovered = ~given_away(libraries, seen, labels)
    counts = np.where(discovered, given.owner_weight * given.discovery, given.owner_weight)
    drawn = user_draws(libraries, Purpose.NEWEST, seed=seed) < given.newest
    of_drawn, hidden = drawn[libraries.item_users], newest_fifth(libraries)
    seen[of_drawn] = ~hidden[of_drawn]
    counts[of_drawn] = hidden[of_drawn]
    return seen, counts.astype(np.float32)


def fit(  # noqa: PLR0913 - what a regression needs
    libraries: Libraries,
    linear: sparse.csc_array,
    labels: sparse.csr_array,
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
        labels: games by what makes kin of them.
        gram: G of the libraries, float32: how supports hang together.
        user_weights: what each user counts.
        given: how.
        seed: of what is out of sight.
        threads: columns fitted at once.
        advance: hears of each chunk of columns that is done.

    Returns:
        The weights, aligned with `linear.data`, and a bias for each game: float32, log-odds.
    """
    seen, counts = what_counts(libraries, labels, given, seed=seed)
    parts = (counts, libraries.owned.indices, libraries.owned.indptr)
    owners = sparse.csr_array(parts, shape=libraries.owned.shape)
    task = Task(
        inputs=libraries.where(seen).owned.T.tocsr(),
        owners=owners.tocsc(),
        user_weights=user_weights.astype(np.float32),
        gram=gram,
        given=given,
    )
    weights = (given.sharpness * linear.data).astype(np.float32)
    base = (owners.T @ task.user_weights) / max(task.total, TINY)
    biases = np.log(np.maximum(base, TINY)).astype(np.float32)
    costs = _looked_at(task.inputs, linear)
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
    in_threads(work, [order[large:], *deals], threads=threads)
    return weights, biases * np.float32(given.bias_share)


def _looked_at(inputs: sparse.csr_array, linear: sparse.csc_array) -> Integers:
    """Count, for each column, the visible items of its support."""
    found = np.append(0, np.cumsum(np.diff(inputs.indptr)[linear.indices], dtype=np.int64))
    counted: Integers = found[linear.indptr[1:]] - found[linear.indptr[:-1]]
    return counted
