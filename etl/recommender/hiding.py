"""Libraries in, which of their games are hidden, and which of these others give away, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.draws import Purpose, item_draws

if TYPE_CHECKING:
    from etl.recommender.libraries import Flags, Floats, Integers, Libraries

HIDDEN: Final = 5
"""One game in that many is hidden, rounded to the nearest number, and at least one."""


def random_fifth(libraries: Libraries, *, seed: int) -> Flags:
    """Mark a fifth of each library, drawn by seed."""
    return _first(libraries, item_draws(libraries, Purpose.HIDDEN, seed=seed))


def newest_fifth(libraries: Libraries) -> Flags:
    """Mark the last fifth of each library in the raw file's order."""
    return _first(libraries, -libraries.positions)


def _first(libraries: Libraries, keys: Integers | Floats) -> Flags:
    """Mark a fifth of each library, the lowest keys, at least one game."""
    order = np.lexsort((keys, libraries.item_users))
    fifths = (libraries.sizes + HIDDEN // 2) // HIDDEN
    hidden_sizes = np.maximum(fifths, np.minimum(libraries.sizes, 1))
    starts = libraries.owned.indptr[:-1]
    places = np.arange(libraries.owned.nnz) - np.repeat(starts, libraries.sizes)
    hidden = np.empty(libraries.owned.nnz, dtype=bool)
    hidden[order] = places < np.repeat(hidden_sizes, libraries.sizes)
    return hidden


def kin(stems: Integers, developers: sparse.csr_array) -> sparse.csr_array:
    """Make a matrix of games by what makes kin of them: a title stem, and every developer.

    What no two games have in common is left out.

    Args:
        stems: a number of each game's title stem (`titles.numbered`), -1 for a game without one.
        developers: games by studios; every stored value is one.
    """
    named = np.flatnonzero(stems >= 0)
    ones = np.ones(len(named), dtype=np.float32)
    shape = (len(stems), int(stems.max(initial=0)) + 1)
    of_series = sparse.csr_array((ones, (named, stems[named])), shape=shape)
    labels = sparse.csc_array(sparse.hstack([of_series, developers]))
    return sparse.csr_array(labels[:, np.flatnonzero(np.diff(labels.indptr) > 1)])


def items_by_kin(libraries: Libraries, labels: sparse.csr_array) -> tuple[Integers, Integers]:
    """Give every (item, label of its game): the item's number, and a key of its user and label."""
    games = libraries.owned.indices
    counts = np.diff(labels.indptr)[games]
    items = np.repeat(np.arange(len(games)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(items)) - np.repeat(ends - counts, counts)
    found = labels.indices[labels.indptr[games][items] + within].astype(np.int64)
    return items, libraries.item_users[items] * labels.shape[1] + found


def given_away(libraries: Libraries, seen: Flags, labels: sparse.csr_array) -> Flags:
    """Mark the games of which the same library holds some other kin that is in sight.

    Args:
        libraries: who owns what.
        seen: which elements are in sight.
        labels: games by what makes kin of them (`kin`), a row for each column of the libraries.
    """
    items, keys = items_by_kin(libraries, labels)
    order = np.argsort(keys, kind="stable")
    ordered, visible = keys[order], seen[items[order]].astype(np.int64)
    groups = np.cumsum(np.diff(ordered, prepend=ordered[:1]) > 0)
    others = np.bincount(groups, weights=visible)[groups] - visible
    away = np.zeros(len(seen), dtype=bool)
    away[items[order][others > 0]] = True
    return away
