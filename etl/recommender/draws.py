"""Libraries and a seed in; a number drawn for each user or each element out, by hashing.

A draw depends on the seed, the user and the game alone: not on who else there is, nor on the order
in which they were loaded.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats, Integers, Libraries

_STEP: Final = 0x9E3779B97F4A7C15  # of splitmix64: 2^64 divided by the golden ratio, made odd
_STREAM: Final = 1 << 32  # seeds between two purposes
_BITS: Final = 53  # that a float has


class Purpose(IntEnum):
    """What is drawn: one seed gives other numbers for each."""

    HELD_OUT = 1
    """Which users are asked."""
    HIDDEN = 2
    """Which of their games they are asked for."""
    OUT_OF_SIGHT = 3
    """Which games a regression may not look at."""
    NEWEST = 4
    """Of which users these are the newest."""


def user_draws(libraries: Libraries, purpose: Purpose, *, seed: int) -> Floats:
    """Draw a number from 0 to 1, 1 excluded, for each user."""
    return _fractions(_of_users(libraries, purpose, seed))


def item_draws(libraries: Libraries, purpose: Purpose, *, seed: int) -> Floats:
    """Draw a number from 0 to 1, 1 excluded, for each element."""
    keys = np.repeat(_of_users(libraries, purpose, seed), libraries.sizes)
    keys ^= libraries.game_ids[libraries.owned.indices].astype(np.uint64)
    return _fractions(_mixed(keys))


def _of_users(libraries: Libraries, purpose: Purpose, seed: int) -> Integers:
    start = (seed + purpose * _STREAM) * _STEP % 2**64
    return _mixed(libraries.user_hashes + np.uint64(start))


def _mixed(keys: Integers) -> Integers:
    """Finish as splitmix64 does; overwrites the keys."""
    keys ^= keys >> np.uint64(30)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return keys


def _fractions(keys: Integers) -> Floats:
    fractions: Floats = (keys >> np.uint64(64 - _BITS)).astype(np.float64) * 2.0**-_BITS
    return fractions
