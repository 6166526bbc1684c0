"""Splits of users and of their libraries, drawn by seeded hashing.

A draw depends on the seed, the user and the game alone: not on who else there is, nor on the order
in which they were loaded.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

import numpy as np
from scipy import sparse

from etl.recommender.libraries import Flags, Floats, Integers, Libraries

MIN_GAMES: Final = 5
"""Users with fewer games are never test users; they are trained on."""
TEST_USERS, VALIDATION_USERS = 10_000, 5_000
MAX_TEST_SHARE, MAX_VALIDATION_SHARE = 0.2, 0.1
"""Of a small set no larger share of the users is taken."""
HIDDEN: Final = 5
"""One game in that many is hidden, rounded to the nearest number, and at least one."""
PLAYED_MINUTES: Final = 60
"""Beyond them a game counts as played."""

_STEP: Final = 0x9E3779B97F4A7C15  # of splitmix64: 2^64 divided by the golden ratio, made odd
_STREAM: Final = 1 << 32  # seeds between two purposes
_BITS: Final = 53  # that a float has


class Purpose(IntEnum):
    """What is drawn: one seed gives other numbers for each."""

    HELD_OUT = 1
    """Which users are tested on."""
    HIDDEN = 2
    """Which of their games are hidden."""
    DROPPED_OUT = 3
    """Which games are no input of a regression."""
    NEWEST = 4
    """Of which users these are the newest."""
    TUNED = 5
    """Which of the rest is hidden while parameters are chosen."""
    FEW = 6
    """Which few games of a library are all that is visible."""


@dataclass(frozen=True)
class UserSplit:
    """Three groups of users that share nobody."""

    training: Libraries
    validation: Libraries
    test: Libraries


@dataclass(frozen=True)
class HoldOut:
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

    def discoveries(self, relations: sparse.csr_array) -> Flags:
        """Mark the hidden games that nothing visible gives away: no studio, no title stem of it."""
        _, seen = _items_by_relation(self.visible, relations)
        items, wanted = _items_by_relation(self.hidden, relations)
        leaked = np.bincount(items[np.isin(wanted, seen)], minlength=self.hidden.owned.nnz)
        discovered: Flags = leaked == 0
        return discovered


def split_users(
    libraries: Libraries, *, seed: int, test: int = TEST_USERS, validation: int = VALIDATION_USERS
) -> UserSplit:
    """Draw the test and the validation users among those with at least `MIN_GAMES` games."""
    fit = np.flatnonzero(libraries.sizes >= MIN_GAMES)
    drawn = fit[
        np.argsort(user_split_fractions(libraries, Purpose.HELD_OUT, seed=seed)[fit], kind="stable")
    ]
    first = min(test, int(len(fit) * MAX_TEST_SHARE))
    second = first + min(validation, int(len(fit) * MAX_VALIDATION_SHARE))
    rest = np.ones(libraries.users_count, dtype=bool)
    rest[drawn[:second]] = False
    return UserSplit(
        training=libraries.take(np.flatnonzero(rest)),
        validation=libraries.take(np.sort(drawn[first:second])),
        test=libraries.take(np.sort(drawn[:first])),
    )


def hide_random_fifth(libraries: Libraries, *, seed: int) -> HoldOut:
    """Hide a fifth of each library drawn by seed, at least one game."""
    return _hide_items(
        libraries,
        _mark_lowest_fifth(libraries, item_split_fractions(libraries, Purpose.HIDDEN, seed=seed)),
    )


def hide_newest_fifth(libraries: Libraries) -> HoldOut:
    """Hide the last fifth of each library in the raw file's order, at least one game."""
    return _hide_items(libraries, newest_fifth_mask(libraries))


def hide_all_but(libraries: Libraries, count: int, *, seed: int) -> HoldOut:
    """Hide each library but for `count` games drawn by seed; of more these are the first."""
    fractions = item_split_fractions(libraries, Purpose.FEW, seed=seed)
    return _hide_items(libraries, _places_in_library(libraries, fractions) >= count)


def newest_fifth_mask(libraries: Libraries) -> Flags:
    """Mark the last fifth of each library in the raw file's order."""
    return _mark_lowest_fifth(libraries, -libraries.positions)


def leaked_games(libraries: Libraries, seen: Flags, relations: sparse.csr_array) -> Flags:
    """Mark the games that a related game in sight of the same library gives away."""
    items, keys = _items_by_relation(libraries, relations)
    order = np.argsort(keys, kind="stable")
    ordered, visible = keys[order], seen[items[order]].astype(np.int64)
    groups = np.cumsum(np.diff(ordered, prepend=ordered[:1]) > 0)
    others = np.bincount(groups, weights=visible)[groups] - visible
    found = np.zeros(len(seen), dtype=bool)
    found[items[order][others > 0]] = True
    return found


def user_split_fractions(libraries: Libraries, purpose: Purpose, *, seed: int) -> Floats:
    """Draw a number from 0 to 1, 1 excluded, for each user."""
    return _keys_to_fractions(_hashed_keys(libraries.user_hashes, purpose, seed))


def item_split_fractions(libraries: Libraries, purpose: Purpose, *, seed: int) -> Floats:
    """Draw a number from 0 to 1, 1 excluded, for each element."""
    users = np.repeat(libraries.user_hashes, libraries.sizes)
    games = libraries.game_ids[libraries.owned.indices]
    return pair_split_fractions(users, games, purpose, seed=seed)


def pair_split_fractions(
    first: Integers, second: Integers, purpose: Purpose, *, seed: int
) -> Floats:
    """Draw a number from 0 to 1, 1 excluded, for each pair of whole numbers."""
    return _keys_to_fractions(pair_hashes(first, second, purpose, seed=seed))


def pair_hashes(first: Integers, second: Integers, purpose: Purpose, *, seed: int) -> Integers:
    """Hash each pair of whole numbers to a uint64."""
    keys = _hashed_keys(first.astype(np.uint64), purpose, seed)
    keys ^= second.astype(np.uint64)
    return _finish_splitmix64(keys)


def _hide_items(libraries: Libraries, hidden: Flags) -> HoldOut:
    return HoldOut(visible=libraries.where(~hidden), hidden=libraries.where(hidden))


def _mark_lowest_fifth(libraries: Libraries, keys: Integers | Floats) -> Flags:
    """Mark a fifth of each library, the lowest keys, at least one game."""
    fifths = (libraries.sizes + HIDDEN // 2) // HIDDEN
    hidden_sizes = np.maximum(fifths, np.minimum(libraries.sizes, 1))
    hidden: Flags = _places_in_library(libraries, keys) < np.repeat(hidden_sizes, libraries.sizes)
    return hidden


def _places_in_library(libraries: Libraries, keys: Integers | Floats) -> Integers:
    """Number the elements of each library from 0, the lowest keys first."""
    order = np.lexsort((keys, libraries.item_users))
    starts = libraries.owned.indptr[:-1]
    places = np.empty(libraries.owned.nnz, dtype=np.int64)
    places[order] = np.arange(libraries.owned.nnz) - np.repeat(starts, libraries.sizes)
    return places


def _items_by_relation(
    libraries: Libraries, relations: sparse.csr_array
) -> tuple[Integers, Integers]:
    """Give every (item, relation of its game): the item's number, a key of user and relation."""
    games = libraries.owned.indices
    counts = np.diff(relations.indptr)[games]
    items = np.repeat(np.arange(len(games)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(items)) - np.repeat(ends - counts, counts)
    found = relations.indices[relations.indptr[games][items] + within].astype(np.int64)
    return items, libraries.item_users[items] * relations.shape[1] + found


def _hashed_keys(keys: Integers, purpose: Purpose, seed: int) -> Integers:
    start = (seed + purpose * _STREAM) * _STEP % 2**64
    return _finish_splitmix64(keys + np.uint64(start))


def _finish_splitmix64(keys: Integers) -> Integers:
    """Finish as splitmix64 does; overwrites the keys."""
    keys ^= keys >> np.uint64(30)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return keys


def _keys_to_fractions(keys: Integers) -> Floats:
    fractions: Floats = (keys >> np.uint64(64 - _BITS)).astype(np.float64) * 2.0**-_BITS
    return fractions
