"""Weights between titles: shrunk correlations of the residuals of their ratings."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.recommender.libraries import Flags, Floats, Integers
from etl.tastes.ratings import Ratings

DAMPING: Final = 0.1
"""Added to the sum of the weights of a prediction."""
_PAIRS_AT_ONCE: Final = 1 << 20  # pairs of ratings: some 60 MB of columns
_CELLS: Final = 1 << 22  # residuals of a block of viewers, dense


@dataclass(frozen=True, kw_only=True)
class WeightParameters:
    """How titles are compared."""

    most: int = 50
    """Weights a title, the largest."""
    shrinkage: float = 100.0
    """Common raters at which, one more, a correlation counts by half."""


@dataclass(frozen=True, eq=False)
class TitleWeights:
    """The most similar titles of each title, largest weight first."""

    others: Integers
    """int32, titles by places: the other title; the number of titles where there is none."""
    weights: Floats
    """float32, titles by places: 0 to 1; 0 where there is none."""

    def evidence(
        self, ratings: Ratings, residuals: Floats, viewers: Integers, titles: Integers
    ) -> tuple[Floats, Flags]:
        """Give Σ w·e / (Σ w + damping) over the viewer's ratings for each pair.

        Args:
            ratings: what is known.
            residuals: of each rating.
            viewers: whose each pair is, ascending.
            titles: asked for.

        Returns:
            The evidence in stars, 0 without any, and which pairs have some.
        """
        found, reached = np.zeros(len(viewers)), np.zeros(len(viewers), dtype=bool)
        count = ratings.titles_count
        size = max(1, _CELLS // (count + 1))
        for start in range(0, ratings.viewers_count, size):
            stop = min(start + size, ratings.viewers_count)
            pairs = slice(*np.searchsorted(viewers, (start, stop)))
            if pairs.start == pairs.stop:
                continue
            rows = slice(ratings.starts[start], ratings.starts[stop])
            dense = np.zeros((stop - start, count + 1), dtype=np.float32)
            rated = np.zeros(dense.shape, dtype=bool)
            place = ratings.viewers[rows] - start, ratings.titles[rows]
            dense[place], rated[place] = residuals[rows], True
            place = (viewers[pairs] - start)[:, None], self.others[titles[pairs]]
            weights = self.weights[titles[pairs]]
            total = (weights * rated[place]).sum(axis=1, dtype=np.float64)
            found[pairs] = (weights * dense[place]).sum(axis=1, dtype=np.float64) / (
                total + DAMPING
            )
            reached[pairs] = total > 0
        return found, reached


def fit_title_weights(
    ratings: Ratings, residuals: Floats, given: WeightParameters | None = None
) -> TitleWeights:
    """Correlate the residuals of every two titles over those who rated both.

    s = Σ e_i·e_j / √(Σ e_i² · Σ e_j²), above the line over the n common raters, below it over all
    raters of each title, times (n - 1) / (n - 1 + shrinkage). Of each title the largest positive
    ones are kept; of equal ones those of the titles that come first.

    Each pair is met once, from the title that comes first, and goes to the lists of both. Nothing
    of the size of titles by titles is ever held.
    """
    parameters = given or WeightParameters()
    count, most = ratings.titles_count, parameters.most
    others = np.full((count, most), count, dtype=np.int32)
    values = np.zeros((count, most))
    least = np.zeros(count)
    titles = ratings.titles.astype(np.intp)
    stops = ratings.starts[1:]
    lengths = np.sqrt(np.bincount(titles, residuals**2, count))
    for title in np.unique(titles).tolist():
        rows = ratings.by_title[ratings.title_starts[title] : ratings.title_starts[title + 1]]
        common, similarities = _sum_over_later_titles(
            title, rows, stops[ratings.viewers[rows]], titles, residuals, count
        )
        shared = (common - 1).clip(0)
        similarities *= shared / (shared + parameters.shrinkage)
        later = np.flatnonzero(similarities > 0)
        found = similarities[later]
        later += title + 1
        found /= lengths[title] * lengths[later]
        known = others[title] < count
        keys = np.concatenate([others[title][known], later])
        sizes = np.concatenate([values[title][known], found])
        best = np.lexsort((keys, -sizes))[:most]
        others[title, : len(best)], values[title, : len(best)] = keys[best], sizes[best]
        better = found > least[later]
        later, found = later[better], found[better]
        worst = values[later] == least[later][:, None]
        place = np.where(worst, others[later], -1).argmax(axis=1)
        others[later, place], values[later, place] = title, found
        least[later] = values[later].min(axis=1)
    return TitleWeights(others=others, weights=values.astype(np.float32))


def _sum_over_later_titles(  # noqa: PLR0913, PLR0917 - columns of the ratings
    title: int, rows: Integers, stops: Integers, titles: Integers, residuals: Floats, count: int
) -> tuple[Integers, Floats]:
    """Give, for each title after one, the number of common raters and Σ e_i·e_j over them."""
    width = count - title - 1
    common, products = np.zeros(width, dtype=np.int64), np.zeros(width)
    lengths = stops - rows - 1
    blocks = np.cumsum(lengths) // _PAIRS_AT_ONCE
    for block in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(blocks)) + 1):
        size = lengths[block]
        pairs = np.arange(size.sum())
        pairs += np.repeat(rows[block] + 1 - np.cumsum(size) + size, size)
        place = titles[pairs] - (title + 1)
        common += np.bincount(place, minlength=width)
        products += np.bincount(
            place, np.repeat(residuals[rows[block]], size) * residuals[pairs], width
        )
    return common, products
