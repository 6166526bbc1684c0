"""Libraries and a seed in; who learns, who is asked, and what is hidden from the models out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.recommender.draws import Purpose, user_draws
from etl.recommender.hiding import items_by_kin, kin, newest_fifth, random_fifth

if TYPE_CHECKING:
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Flags, Libraries

MIN_GAMES: Final = 5
"""Users with fewer games are never asked; they teach."""
TEST_USERS, VALIDATION_USERS = 10_000, 5_000
MAX_TEST_SHARE, MAX_VALIDATION_SHARE = 0.2, 0.1
"""Of a small set no larger share of the users is taken."""
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
        labels = kin(facts.stems, facts.developers)
        _, seen = items_by_kin(self.visible, labels)
        items, wanted = items_by_kin(self.hidden, labels)
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
    return _hide(libraries, random_fifth(libraries, seed=seed))


def hide_newest(libraries: Libraries) -> Asked:
    """Hide the last fifth of each library in the raw file's order, at least one game."""
    return _hide(libraries, newest_fifth(libraries))


def _hide(libraries: Libraries, hidden: Flags) -> Asked:
    return Asked(visible=libraries.where(~hidden), hidden=libraries.where(hidden))
