"""Games in; five folds out, by chance or with all games of a studio in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.prices.features import Integers

FOLDS: Final = 5


def random_folds(count: int, *, seed: int) -> Integers:
    """Deal games to folds of the same size by chance; the fold of each."""
    folds = np.empty(count, dtype=np.int64)
    folds[np.random.default_rng(seed).permutation(count)] = np.arange(count) % FOLDS
    return folds


def studio_folds(studios: Sequence[Sequence[int]], *, seed: int) -> Integers:
    """Deal groups of games that share a studio, directly or through others, to folds.

    The largest groups are dealt first, each to the smallest fold; equals by chance.
    """
    groups = _groups(studios)
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    of_group = np.zeros(len(sizes), dtype=np.int64)
    filled = np.zeros(FOLDS, dtype=np.int64)
    for group in order:
        smallest = int(filled.argmin())
        of_group[group] = smallest
        filled[smallest] += sizes[group]
    return of_group[places]


def _groups(studios: Sequence[Sequence[int]]) -> Integers:
    """Number the groups; a game without a studio is one of its own."""
    count = len(studios)
    rows = [row for row, ids in enumerate(studios) for _ in ids]
    columns = [count + studio for ids in studios for studio in ids]
    size = max(columns, default=count) + 1
    edges = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    found: Integers = connected_components(edges, directed=False)[1][:count]
    return found
