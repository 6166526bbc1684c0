"""Predictions by viewers who are alike: by their residuals, and as the original project does it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from etl.recommender.libraries import Flags, Floats, Integers
from etl.tastes.ratings import Ratings, sum_by

NEWEST: Final = 500
"""Ratings of the viewer asked for that are read, the newest."""
SHRINKAGE, LEAST_COMMON, DAMPING = 50.0, 3, 0.3
ORIGINAL_CANDIDATES, ORIGINAL_NEIGHBOURS = 1000, 50
_TINY: Final = 1e-9  # a variance that rounding leaves of none


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the titles that one viewer has in common with each of all viewers."""

    count: Integers
    own: Floats
    theirs: Floats
    own_squares: Floats
    their_squares: Floats
    products: Floats

    @cached_property
    def correlations(self) -> Floats:
        """Pearson correlations, each centred on the common titles; 0 where there is none."""
        size = np.maximum(self.count, 1)
        covariance = self.products - self.own * self.theirs / size
        own = self.own_squares - self.own**2 / size
        theirs = self.their_squares - self.theirs**2 / size
        found: Floats = np.divide(
            covariance,
            np.sqrt(own.clip(0) * theirs.clip(0)),
            out=np.zeros(len(size)),
            where=(own > _TINY) & (theirs > _TINY),
        )
        return found


class Neighbourhood:
    """Ratings by title, to be compared viewer by viewer."""

    def __init__(self, ratings: Ratings, values: Floats) -> None:
        self._ratings, self._values = ratings, values
        self._viewers = ratings.viewers[ratings.by_title]
        self._by_title = values[ratings.by_title]

    def sums(self, viewer: int, *, newest: int | None = None) -> Sums:
        """Compare a viewer with all; `newest` of the viewer's ratings, or all of them."""
        ratings, count = self._ratings, self._ratings.viewers_count
        rows = np.arange(ratings.starts[viewer], ratings.starts[viewer + 1])
        if newest is not None and len(rows) > newest:
            rows = rows[np.lexsort((-ratings.titles[rows], ratings.moments[rows]))[-newest:]]
        starts = ratings.title_starts[ratings.titles[rows]]
        sizes = ratings.title_starts[ratings.titles[rows] + 1] - starts
        pairs = np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        who, own = self._viewers[pairs], np.repeat(self._values[rows], sizes)
        theirs = self._by_title[pairs]
        return Sums(
            count=np.bincount(who, minlength=count),
            own=sum_by(who, own, count),
            theirs=sum_by(who, theirs, count),
            own_squares=sum_by(who, own * own, count),
            their_squares=sum_by(who, theirs * theirs, count),
            products=sum_by(who, own * theirs, count),
        )

    def raters(self, title: int) -> tuple[Integers, Floats]:
        """Give who rated a title, and the value of each."""
        rows = slice(self._ratings.title_starts[title], self._ratings.title_starts[title + 1])
        return self._viewers[rows], self._by_title[rows]


def user_pearson(
    ratings: Ratings, residuals: Floats, viewers: Integers, titles: Integers
) -> tuple[Floats, Flags]:
    """Give Σ s·e / (Σ s + 0.3) over the raters of each title that are like the viewer.

    s is the correlation of residuals over the n titles that both rated, centred on them, times
    (n - 1) / (n - 1 + 50); it counts where n is 3 or more and s is positive.

    Args:
        ratings: what is known.
        residuals: of each rating.
        viewers: whose each pair is, ascending.
        titles: asked for.

    Returns:
        What is added to the baseline, in stars, and which pairs have a neighbour.
    """
    neighbourhood = Neighbourhood(ratings, residuals)
    found, reached = np.zeros(len(viewers)), np.zeros(len(viewers), dtype=bool)
    for viewer, pairs in _pairs_by_viewer(viewers):
        sums = neighbourhood.sums(viewer, newest=NEWEST)
        shared = sums.count - 1
        similar = sums.correlations.clip(0) * (shared / (shared + SHRINKAGE))
        similar[sums.count < LEAST_COMMON] = 0
        similar[viewer] = 0
        for pair in pairs:
            who, values = neighbourhood.raters(int(titles[pair]))
            total = similar[who].sum()
            found[pair], reached[pair] = similar[who] @ values / (total + DAMPING), total > 0
    return found, reached


def original_recipe(ratings: Ratings, viewers: Integers, titles: Integers) -> tuple[Floats, Flags]:
    """Predict as the original project does: Σ s·r / Σ s over 50 neighbours who rated the title.

    Of the 1,000 viewers with most titles in common the 50 with the highest raw correlation of stars
    are the neighbours. Where none of them rated the title, the viewer's mean answers.

    Returns:
        Stars, and which pairs have a neighbour.
    """
    stars = ratings.stars.astype(np.float64)
    neighbourhood = Neighbourhood(ratings, stars)
    found, reached = np.zeros(len(viewers)), np.zeros(len(viewers), dtype=bool)
    for viewer, pairs in _pairs_by_viewer(viewers):
        sums = neighbourhood.sums(viewer)
        common = sums.count.copy()
        common[viewer] = 0
        candidates = np.argsort(-common, kind="stable")[:ORIGINAL_CANDIDATES]
        candidates = candidates[common[candidates] > 0]
        chosen = candidates[np.argsort(-sums.correlations[candidates], kind="stable")]
        similar = np.zeros(ratings.viewers_count)
        similar[chosen[:ORIGINAL_NEIGHBOURS]] = sums.correlations[chosen[:ORIGINAL_NEIGHBOURS]]
        mean = stars[ratings.starts[viewer] : ratings.starts[viewer + 1]].mean()
        for pair in pairs:
            who, values = neighbourhood.raters(int(titles[pair]))
            weights = similar[who].clip(0)
            total = weights.sum()
            reached[pair] = total > 0
            found[pair] = weights @ values / total if total > 0 else mean
    return found, reached


def _pairs_by_viewer(viewers: Integers) -> Iterator[tuple[int, range]]:
    """Give each viewer with the places of his pairs."""
    known, starts = np.unique(viewers, return_index=True)
    stops = np.append(starts[1:], len(viewers))
    for viewer, start, stop in zip(known.tolist(), starts.tolist(), stops.tolist(), strict=True):
        yield viewer, range(start, stop)
