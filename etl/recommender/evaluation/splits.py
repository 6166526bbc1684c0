"""Libraries and a seed in; who learns, who is asked, and what is hidden from the models out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.draws import Purpose, item_draws, user_draws

if TYPE_CHECKING:
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Flags, Integers, Libraries

MIN_GAMES: Final = 5
"""Users with fewer games are never asked; they teach."""
TEST_USERS, VALIDATION_USERS = 10_000, 5_000
MAX_TEST_SHARE, MAX_VALIDATION_SHARE = 0.2, 0.1
"""Of a small set no larger share of the users is taken."""
HIDDEN: Final = 5
"""One game in that many is hidden, rounded to the nearest number, and at least one."""
PLAYED_MINUTES: Final = 60
"""Beyond them a game counts as played."""


@dataclass(frozen=True)
class Division:
    """Three groups of users that share nobody: those who teach and two that are asked."""

    training: Libraries
    validation: Libraries
    test: Libraries


@dataclass(frozen=True)
class Asked:
    """Users of whose libraries a part is hidden; the rows of both parts are the same users."""

    visible: Libraries
    hidden: Libraries

    @cached_property
    def everything(self) -> Flags:
        """Mark every hidden game."""
        return np.ones(self.hidden.owned.nnz, dtype=bool)

    @cached_property
    def played(self) -> Flags:
        """Mark the hidden games that were played for more than an hour."""
        played: Flags = self.hidden.minutes > PLAYED_MINUTES
        return played

    def discoveries(self, facts: GameFacts) -> Flags:
        """Mark the hidden games that nothing visible gives away: no studio, no title stem of it.

        Args:
            facts: of the games of the columns, in their order.
        """
        columns = np.flatnonzero(facts.stems >= 0)
        ones = np.ones(len(columns), dtype=np.float32)
        shape = (len(facts.stems), int(facts.stems.max(initial=0)) + 1)
        stems = sparse.csr_array((ones, (columns, facts.stems[columns])), shape=shape)
        labels = sparse.csr_array(sparse.hstack([stems, facts.developers]))
        _, seen = _labels_of(self.visible, labels)
        items, wanted = _labels_of(self.hidden, labels)
        given_away = np.bincount(items[np.isin(wanted, seen)], minlength=self.hidden.owned.nnz)
        discovered: Flags = given_away == 0
        return discovered


def divide(
    libraries: Libraries, *, seed: int, test: int = TEST_USERS, validation: int = VALIDATION_USERS
) -> Division:
    """Draw the test and the validation users among those with at least `MIN_GAMES` games."""
    fit = np.flatnonzero(libraries.sizes >= MIN_GAMES)
    drawn = fit[np.argsort(user_draws(libraries, Purpose.HELD_OUT, seed=seed)[fit], kind="stable")]
    first = min(test, int(len(fit) * MAX_TEST_SHARE))
    second = first + min(validation, int(len(fit) * MAX_VALIDATION_SHARE))
    teaches = np.ones(libraries.users_count, dtype=bool)
    teaches[drawn[:second]] = False
    return Division(
        training=libraries.take(np.flatnonzero(teaches)),
        validation=libraries.take(np.sort(drawn[first:second])),
        test=libraries.take(np.sort(drawn[:first])),
    )


def hide_at_random(libraries: Libraries, *, seed: int) -> Asked:
    """Hide a fifth of each library drawn by seed, at least one game."""
    drawn = item_draws(libraries, Purpose.HIDDEN, seed=seed)
    return _hide(libraries, np.lexsort((drawn, libraries.item_users)))


def hide_newest(libraries: Libraries) -> Asked:
    """Hide the last fifth of each library in the raw file's order, at least one game."""
    return _hide(libraries, np.lexsort((-libraries.positions, libraries.item_users)))


def _hide(libraries: Libraries, order: Integers) -> Asked:
    """Hide the first games of each user in an order that has the users one after the other."""
    fifths = (libraries.sizes + HIDDEN // 2) // HIDDEN
    hidden_sizes = np.maximum(fifths, np.minimum(libraries.sizes, 1))
    starts = libraries.owned.indptr[:-1]
    places = np.arange(libraries.owned.nnz) - np.repeat(starts, libraries.sizes)
    is_hidden = np.empty(libraries.owned.nnz, dtype=bool)
    is_hidden[order] = places < np.repeat(hidden_sizes, libraries.sizes)
    return Asked(visible=libraries.where(~is_hidden), hidden=libraries.where(is_hidden))


def _labels_of(libraries: Libraries, labels: sparse.csr_array) -> tuple[Integers, Integers]:
    """Give every (item, label of its game): the item's number, and a key of its user and label."""
    games = libraries.owned.indices
    counts = np.diff(labels.indptr)[games]
    items = np.repeat(np.arange(len(games)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(items)) - np.repeat(ends - counts, counts)
    found = labels.indices[labels.indptr[games][items] + within].astype(np.int64)
    return items, libraries.item_users[items] * labels.shape[1] + found
