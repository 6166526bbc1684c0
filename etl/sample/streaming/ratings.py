"""Ratings of a sample, drawn some viewers at a time; stars are thousandths until they are rounded.

What a viewer gives comes of his own mean, the title's, his tastes for groups of categories, and
those for moods, which no column of a titles file tells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.sample.draws import Draws, Numbers, Spread
from etl.sample.streaming.platforms import GROUPS, category_group
from etl.sample.streaming.titles import Title

TRAP_VIEWER: Final = 45_811
LAST_VIEWER: Final = 270_896
MOST_VIEWERS: Final = 115_077
_RATINGS_PER_VIEWER: Final = 40  # in a sample with fewer viewers than the official files have
_REPEATED: Final = 13  # of 1,000 rows rate again what their viewer rated before
_BATCH: Final = 200_000  # rows drawn at once
# How many titles a viewer rates, before it is scaled.
_SIZES: Final = Spread(
    (0, 2), (1_000, 8), (2_500, 16), (5_000, 32), (7_500, 92), (9_000, 230), (9_700, 550),
    (9_950, 1_300), (9_990, 2_500), (10_000, 18_000),
)  # fmt: skip
_MOODS: Final = 4
_MEAN: Final = 3_550
_VIEWERS_SPREAD: Final = 420  # standard deviations
_TITLES_SPREAD: Final = 400
_TASTE_SPREAD: Final = 570
_MOOD_SPREAD: Final = 520
_CHANCE: Final = 650
_FIRST_MOMENT: Final = 823_000_000  # in 1996
_YEARS: Final = 680_000_000  # until viewers stop to join, in seconds
_SESSION: Final = 7_200
_THREE_YEARS: Final = 94_608_000


@dataclass(frozen=True, slots=True)
class Ratings:
    """Rows in the order of their file."""

    viewers: Numbers
    titles: Numbers
    """Places in the list of titles."""
    half_stars: Numbers
    moments: Numbers
    """Unix seconds."""


class RatingMaker:
    """Draws ratings of one list of titles."""

    def __init__(self, titles: list[Title], *, rows: int, seed: int, permuted: bool) -> None:
        count = len(titles)
        self._seed = seed
        self._count = count
        self._permuted = permuted
        draws = Draws(seed, 20)
        self._quality = _bell(draws.random_bits(count), spread=_TITLES_SPREAD)
        self._groups = np.array([_two_groups(title) for title in titles], dtype=np.int64)
        self._moods = draws.below(_MOODS, count=count)
        ranks = np.argsort(draws.random_bits(count), kind="stable").astype(np.int64)
        self._popularity = np.cumsum(10**12 // (ranks + 5 + count // 200))
        viewers = max(3, min(MOST_VIEWERS, rows // _RATINGS_PER_VIEWER)) - 1
        self._viewers = _draw_viewers(draws, viewers)
        repeated = rows * _REPEATED // 1000
        weights = _SIZES.of(draws.random_bits(viewers))
        more = rows - repeated - viewers
        self._sizes = 1 + _apportion(weights, total=more, most=count * 6 // 10)
        self._repeats = _apportion(self._sizes, total=repeated, most=rows)

    def batches(self) -> Iterator[Ratings]:
        """Give all rows, those of a viewer together."""
        ends = np.cumsum(self._sizes)
        first = 0
        while first < ends.size:
            before = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + _BATCH)))
            yield self._draw(first, min(last, ends.size))
            first = last

    def _draw(self, first: int, last: int) -> Ratings:
        """Draw the rows of some viewers."""
        draws = Draws(self._seed, 21, first)
        sizes = self._sizes[first:last]
        owners, titles = self._draw_titles(draws, sizes)
        half_stars = self._draw_stars(draws, owners, titles, viewers=sizes.size)
        starts = _FIRST_MOMENT + draws.below(_YEARS, count=sizes.size)
        is_loyal = draws.below(10, count=sizes.size) < 4  # noqa: PLR2004 - four of ten
        spans = np.where(is_loyal, _THREE_YEARS, _SESSION)
        moments = starts[owners] + draws.random_bits(owners.size) % spans[owners]
        if self._permuted:
            titles = self._permute_titles(first, owners, titles, viewers=sizes.size)
        drawn = np.stack((owners, titles, half_stars, moments))
        again = self._draw_repeats(draws, drawn, sizes, self._repeats[first:last])
        drawn = np.concatenate((drawn, again), axis=1)
        drawn = drawn[:, np.argsort(drawn[0], kind="stable")]
        return Ratings(self._viewers[first:last][drawn[0]], drawn[1], drawn[2], drawn[3])

    def _draw_titles(self, draws: Draws, sizes: Numbers) -> tuple[Numbers, Numbers]:
        """Draw `sizes[i]` different titles for each viewer `i`, by popularity as far as it goes."""
        owners = np.repeat(np.arange(sizes.size), sizes + sizes // 2)
        titles = draws.pick(self._popularity, count=owners.size)
        while True:
            _, kept = np.unique(owners * self._count + titles, return_index=True)
            kept.sort()
            kept = kept[np.argsort(owners[kept], kind="stable")]
            owners, titles = owners[kept], titles[kept]
            place = np.arange(owners.size) - np.searchsorted(owners, owners)
            is_wanted = place < sizes[owners]
            owners, titles = owners[is_wanted], titles[is_wanted]
            lacking = sizes - np.bincount(owners, minlength=sizes.size)
            if not lacking.any():
                return owners, titles
            more = np.repeat(np.arange(sizes.size), 2 * lacking)
            owners = np.concatenate((owners, more))
            titles = np.concatenate((titles, draws.below(self._count, count=more.size)))

    def _draw_stars(
        self, draws: Draws, owners: Numbers, titles: Numbers, *, viewers: int
    ) -> Numbers:
        """Draw half stars; every other viewer gives whole stars only."""
        mean = _bell(draws.random_bits(viewers), spread=_VIEWERS_SPREAD)
        taste = _bell(draws.random_bits(viewers * GROUPS), spread=_TASTE_SPREAD)
        mood = _bell(draws.random_bits(viewers * _MOODS), spread=_MOOD_SPREAD)
        stars = _MEAN + mean[owners] + self._quality[titles]
        for groups in self._groups.T:
            stars += taste[owners * GROUPS + groups[titles]] // 2
        stars += mood[owners * _MOODS + self._moods[titles]]
        stars += _bell(draws.random_bits(owners.size), spread=_CHANCE)
        step = 1 + draws.below(2, count=viewers)[owners]  # in half stars
        rounded: Numbers = (2 * stars + 500 * step) // (1000 * step) * step
        return np.clip(rounded, step, 10)

    def _permute_titles(
        self, first: int, owners: Numbers, titles: Numbers, *, viewers: int
    ) -> Numbers:
        """Map the titles of each viewer one to one onto others of his own."""
        draws = Draws(self._seed, 22, first)
        factors = 1 + draws.below(1 << 20, count=viewers)
        while (odd := np.gcd(factors, self._count) > 1).any():
            factors += odd
        shifts = draws.below(self._count, count=viewers)
        mapped: Numbers = (titles * factors[owners] + shifts[owners]) % self._count
        return mapped

    @staticmethod
    def _draw_repeats(draws: Draws, drawn: Numbers, sizes: Numbers, repeats: Numbers) -> Numbers:
        """Rate some of the rows again, by other stars, and one in eight at the same second."""
        owners = np.repeat(np.arange(sizes.size), repeats)
        starts = np.cumsum(sizes) - sizes
        again = drawn[:, starts[owners] + draws.random_bits(owners.size) % sizes[owners]].copy()
        step = np.where(again[2] % 2, 1, 2) * (1 - 2 * draws.below(2, count=owners.size))
        changed = again[2] + step
        again[2] = np.where((changed < 1) | (changed > 10), again[2] - step, changed)  # noqa: PLR2004
        is_later = draws.below(8, count=owners.size) > 0
        again[3] += np.where(is_later, 1 + draws.below(_THREE_YEARS, count=owners.size), 0)
        return again


def _bell(bits: Numbers, *, spread: int) -> Numbers:
    """Give numbers around 0 whose standard deviation is `spread`: sums of four even ones."""
    fields = bits[:, np.newaxis] >> np.array((0, 15, 30, 45)) & 32_767
    numbers: Numbers = (fields.sum(axis=1) - 65_534) * spread // 18_918
    return numbers


def _two_groups(title: Title) -> tuple[int, int]:
    listed = title.row["listed_in"].split(", ")
    return category_group(listed[0]), category_group(listed[-1])


def _draw_viewers(draws: Draws, count: int) -> Numbers:
    """Give the ids of viewers in rising order, from 1 to the last."""
    inner = np.arange(2, LAST_VIEWER, dtype=np.int64)
    inner = inner[inner != TRAP_VIEWER]
    order = np.argsort(draws.random_bits(inner.size), kind="stable")
    return np.concatenate(([1], np.sort(inner[order[: count - 2]]), [LAST_VIEWER]))


def _apportion(weights: Numbers, *, total: int, most: int) -> Numbers:
    """Share `total` out by weight, `most` to one at the most."""
    shares = np.zeros(weights.size, dtype=np.int64)
    while (rest := total - int(shares.sum())) > 0:
        open_weights = np.where(shares < most, weights, 0)
        ends = np.cumsum(open_weights)
        ends = ends * rest // ends[-1]
        shares = np.minimum(shares + np.diff(ends, prepend=0), most)
    return shares
