"""Libraries and chosen pairs in; weights whose sum is the log-odds of owning a game out.

Each recommended game j is one logistic regression: who owns j, by which of the games of its support
they own. A fifth of each library is out of sight, as it is for somebody who does not own the game
yet; that is what keeps a bundle's games from explaining each other away. The columns are
independent, so any number of threads gives the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.recommender.draws import Purpose, item_draws
from etl.recommender.regression import TINY, Column, Task
from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy import sparse

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


def fit(  # noqa: PLR0913 - what a regression needs
    libraries: Libraries,
    linear: sparse.csc_array,
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
        gram: G of the libraries, float32: how supports hang together.
        user_weights: what each user counts.
        given: how.
        seed: of what is out of sight.
        threads: columns fitted at once.
        advance: hears of each chunk of columns that is done.

    Returns:
        The weights, aligned with `linear.data`, and a bias for each game: float32, log-odds.
    """
    owned = libraries.owned
    seen = in_sight(libraries, share=given.visible, seed=seed)
    task = Task(
        inputs=libraries.where(seen).owned.T.tocsr(),
        owners=owned.tocsc(),
        user_weights=user_weights.astype(np.float32),
        gram=gram,
        given=given,
    )
    weights = (given.sharpness * linear.data).astype(np.float32)
    base = given.owner_weight * (owned.T @ task.user_weights) / max(task.total, TINY)
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
