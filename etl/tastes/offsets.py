"""Offsets of viewers and titles: the baseline of every prediction."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.recommender.libraries import Floats, Integers
from etl.tastes.ratings import Ratings

VIEWER_DAMPING, TITLE_DAMPING = 3.0, 5.0
"""Ratings without an offset that are added to those of a viewer, and of a title."""
PASSES: Final = 10


@dataclass(frozen=True, eq=False)
class Offsets:
    """Stars beyond the mean, by viewer and by title; 0 where nothing is known."""

    mean: float
    viewers: Floats
    """float64, one a viewer."""
    titles: Floats
    """float64, one a title."""

    def predict(self, viewers: Integers, titles: Integers) -> Floats:
        """Give mean + viewer + title of each pair."""
        predicted: Floats = self.mean + self.viewers[viewers] + self.titles[titles]
        return predicted

    def residuals(self, ratings: Ratings) -> Floats:
        """Give of each rating what the offsets leave unexplained, in stars."""
        residuals: Floats = ratings.stars - self.predict(ratings.viewers, ratings.titles)
        return residuals


def fit_offsets(ratings: Ratings) -> Offsets:
    """Fit offsets by alternating passes, titles before viewers.

    The last half pass is of the viewers: given mean and titles, a viewer's offset is that of his
    ratings alone, and may be computed anew from them.
    """
    viewers, titles = np.zeros(ratings.viewers_count), np.zeros(ratings.titles_count)
    mean = float(ratings.stars.mean(dtype=np.float64)) if len(ratings) else 0.0
    beyond = ratings.stars - np.float64(mean)
    damped_viewers = ratings.sizes + VIEWER_DAMPING
    damped_titles = np.diff(ratings.title_starts) + TITLE_DAMPING
    for _ in range(PASSES):
        left = beyond - viewers[ratings.viewers]
        titles = np.bincount(ratings.titles, left, len(titles)) / damped_titles
        left = beyond - titles[ratings.titles]
        viewers = np.bincount(ratings.viewers, left, len(viewers)) / damped_viewers
    return Offsets(mean=mean, viewers=viewers, titles=titles)
