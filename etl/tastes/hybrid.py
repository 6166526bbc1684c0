"""Offsets, title weights and clusters together, and the shares that the last two get."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy.optimize import nnls

from etl.recommender.libraries import Flags, Floats
from etl.tastes.clusters import TitleClusters
from etl.tastes.held_out import HiddenRatings, clip_stars
from etl.tastes.offsets import fit_offsets
from etl.tastes.ratings import Ratings
from etl.tastes.title_weights import WeightParameters, fit_title_weights

_ERRORS: Final = 2.0  # standard errors of the gain that are called chance


@dataclass(frozen=True)
class Factors:
    """Shares of what title weights and clusters say."""

    weights: float = 0.0
    clusters: float = 0.0


@dataclass(frozen=True, eq=False)
class Evidence:
    """What visible ratings say of hidden ones, in stars."""

    baseline: Floats
    """Mean and offsets."""
    weights: Floats
    """What title weights add."""
    clusters: Floats
    """What clusters add."""
    reached: Flags
    """Which ones title weights say something of."""

    @classmethod
    def gather(
        cls, split: HiddenRatings, clusters: TitleClusters, parameters: WeightParameters
    ) -> Self:
        """Learn from the visible ratings, and ask for the hidden ones."""
        visible, (viewers, titles) = split.visible, (split.hidden.viewers, split.hidden.titles)
        offsets = fit_offsets(visible)
        residuals = offsets.residuals(visible)
        weights = fit_title_weights(visible, residuals, parameters)
        found, reached = weights.evidence(visible, residuals, viewers, titles)
        return cls(
            baseline=offsets.predict(viewers, titles),
            weights=found,
            clusters=clusters.evidence(visible, residuals, viewers, titles),
            reached=reached,
        )

    def predict(self, factors: Factors) -> Floats:
        """Add everything up, within what stars can be."""
        return clip_stars(
            self.baseline + factors.weights * self.weights + factors.clusters * self.clusters
        )

    def tune(self, hidden: Ratings, chosen: Flags | None = None) -> Factors:
        """Find the shares, none below 0, with the least squared error on some hidden ratings."""
        rows = slice(None) if chosen is None else chosen
        terms = np.stack([self.weights[rows], self.clusters[rows]], axis=1)
        left = hidden.stars[rows] - self.baseline[rows]
        (weights, clusters), _ = nnls(terms.T @ terms, terms.T @ left)
        return Factors(weights=float(weights), clusters=float(clusters))


def cross_tuned_predictions(evidence: Evidence, hidden: Ratings) -> Floats:
    """Predict each half of the viewers with the shares that the other half gives."""
    predicted = np.zeros(len(hidden))
    is_even = hidden.viewers % 2 == 0
    for half in (is_even, ~is_even):
        predicted[half] = evidence.predict(evidence.tune(hidden, ~half))[half]
    return predicted


def gain_over_baseline(predicted: Floats, baseline: Floats, stars: Floats) -> tuple[float, bool]:
    """Compare squared errors pair by pair.

    Returns:
        The share of the baseline's RMSE that is saved, and whether the squared errors differ by
        more than two standard errors.
    """
    if not len(stars):
        return 0.0, False
    before, after = (clip_stars(baseline) - stars) ** 2, (predicted - stars) ** 2
    less = before - after
    error = float(less.std()) / len(less) ** 0.5
    share = 1 - float(np.sqrt(after.mean() / before.mean())) if before.any() else 0.0
    return share, float(less.mean()) > _ERRORS * error
