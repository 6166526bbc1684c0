"""Random numbers of numpy's Generator that are the same on every machine.

Only 62 bits are drawn from it at a time, and what follows is whole-number arithmetic: logarithms
differ between machines, and NumPy may change how it draws from a distribution.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 4096  # how finely a Spread is cut
T = TypeVar("T")
Numbers: TypeAlias = NDArray[np.int64]
_MASK: Final = (1 << 64) - 1


class Spread:
    """A distribution of whole numbers, drawn as a line through its quantiles.

    Args:
        knots: pairs (part of 10,000, value), rising, from part 0 to part 10,000.
    """

    def __init__(self, *knots: tuple[int, int]) -> None:
        values: list[int] = []
        segment = 0
        for step in range(STEPS + 1):
            part = step * 10_000
            while part > knots[segment + 1][0] * STEPS:
                segment += 1
            (low_part, low), (high_part, high) = knots[segment], knots[segment + 1]
            values.append(
                low + (high - low) * (part - low_part * STEPS) // ((high_part - low_part) * STEPS)
            )
        self._values = values
        self._array: Numbers = np.array(values, dtype=np.int64)

    def at(self, bits: int) -> int:
        """Give the value that 28 random bits stand for."""
        low, high = self._values[bits % STEPS], self._values[bits % STEPS + 1]
        return low + (high - low) * (bits // STEPS % 65_536) // 65_536

    def of(self, bits: Numbers) -> Numbers:
        """Give the values that an array of random bits stands for."""
        low, high = self._array[bits % STEPS], self._array[bits % STEPS + 1]
        drawn: Numbers = low + (high - low) * (bits // STEPS % 65_536) // 65_536
        return drawn


class Draws:
    """Arrays of random whole numbers; parts of a sample, by `path`, do not depend on each other."""

    def __init__(self, seed: int, *path: int) -> None:
        bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=path))
        self._generator = np.random.Generator(bits)

    def random_bits(self, count: int) -> Numbers:
        """Give `count` numbers of 62 random bits each."""
        return self._generator.integers(1 << 62, size=count)

    def below(self, limit: int, *, count: int) -> Numbers:
        """Give `count` numbers from 0 to `limit - 1`."""
        return self.random_bits(count) % limit

    def pick(self, running_totals: Numbers, *, count: int) -> Numbers:
        """Give `count` positions, each as likely as its weight in the running totals."""
        drawn = self.below(int(running_totals[-1]), count=count)
        return np.searchsorted(running_totals, drawn, side="right").astype(np.int64)


class Dice:
    """Single random whole numbers from 62 drawn bits: a Generator costs 10 times as much a number.

    A linear congruential generator, seeded for each game and each user.
    """

    __slots__ = ("_state",)

    def __init__(self, state: int) -> None:
        self._state = state

    def random_bits(self) -> int:
        """Give 31 random bits."""
        self._state = (self._state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & _MASK
        return self._state >> 33

    def below(self, limit: int) -> int:
        """Give a number from 0 to `limit - 1`."""
        return self.random_bits() % limit

    def chance(self, per_mille: int) -> bool:
        """Say yes in so many of 1,000 cases."""
        return self.random_bits() % 1000 < per_mille

    def pick(self, options: Sequence[T]) -> T:
        """Give one of the options, each as likely as the others."""
        return options[self.random_bits() % len(options)]

    def along(self, spread: Spread) -> int:
        """Give a value of the distribution."""
        return spread.at(self.random_bits())


def split_words(text: str) -> tuple[str, ...]:
    """Split a list of words that is written over several lines."""
    return tuple(text.split())


def split_phrases(text: str) -> tuple[str, ...]:
    """Split a list, at each semicolon, that is written over several lines."""
    return tuple(phrase.strip() for phrase in " ".join(text.split()).split(";"))


def repeat_by_weight(text: str) -> tuple[str, ...]:
    """Repeat each option of "this=3; that=1" as often as its weight says, for `Dice.pick`."""
    pairs = (option.rpartition("=") for option in split_phrases(text))
    return tuple(option for option, _, weight in pairs for _ in range(int(weight)))


def repeat_numbers_by_weight(text: str) -> tuple[int, ...]:
    """Repeat each whole number of "3=3; 1=1" as `repeat_by_weight` does."""
    return tuple(map(int, repeat_by_weight(text)))
