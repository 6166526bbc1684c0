"""Ratings hidden from a model, and how well it predicts them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from etl.recommender.libraries import Flags, Floats, Integers
from etl.recommender.splits import HIDDEN, Purpose, pair_split_fractions
from etl.tastes.ratings import Ratings, sum_by

LEAST_RATINGS: Final = 5
"""Of viewers with fewer nothing is hidden."""
LIKED, YES = 4.0, 4.0
"""Stars from which a title was liked; stars above which the answer is yes."""
CUT: Final = 10
LOWEST, HIGHEST = 0.5, 5.0
_THRESHOLDS: Final = np.arange(LOWEST, HIGHEST, 0.05)


@dataclass(frozen=True, eq=False)
class HiddenRatings:
    """Ratings of which a part is hidden."""

    visible: Ratings
    hidden: Ratings


def hide_random_ratings(
    ratings: Ratings, numbers: Integers, *, seed: int, purpose: Purpose
) -> HiddenRatings:
    """Hide a fifth of the ratings of each viewer with at least five.

    Which ones depends on seed, viewer and title alone.
    """
    fractions = pair_split_fractions(
        ratings.viewer_ids[ratings.viewers], numbers[ratings.titles], purpose, seed=seed
    )
    return _hide_lowest_fifth(ratings, fractions)


def hide_newest_ratings(ratings: Ratings) -> HiddenRatings:
    """Hide the newest fifth of the ratings of each viewer with at least five."""
    return _hide_lowest_fifth(ratings, -ratings.moments)


def permute_titles(ratings: Ratings, *, seed: int) -> Ratings:
    """Deal the titles of all ratings anew at random; of a title that a viewer gets twice one stays.

    Viewers, stars and how often each title is rated stay, and nothing is left to learn of titles.
    """
    titles = np.random.default_rng(seed).permutation(ratings.titles)
    order = np.lexsort((titles, ratings.viewers))
    viewers, titles = ratings.viewers[order], titles[order]
    kept = np.ones(len(order), dtype=bool)
    kept[1:] = (viewers[1:] != viewers[:-1]) | (titles[1:] != titles[:-1])
    return Ratings(
        viewer_ids=ratings.viewer_ids,
        titles_count=ratings.titles_count,
        viewers=viewers[kept],
        titles=titles[kept],
        stars=ratings.stars[order][kept],
        moments=ratings.moments[order][kept],
    )


def clip_stars(predicted: Floats) -> Floats:
    """Keep predictions within what stars can be."""
    return predicted.clip(LOWEST, HIGHEST)


def judge_predictions(predicted: Floats, hidden: Ratings, reached: Flags) -> dict[str, Any]:
    """Measure predictions of hidden ratings.

    RMSE and MAE in stars; NDCG@10 of each viewer's hidden titles, with gain 2^stars - 1, averaged
    over viewers; precision, recall and F1 of "yes" (above 4) against 4 stars or more; the threshold
    with the best F1; the share of ratings that the model reaches beyond its fall-back.
    """
    stars = hidden.stars.astype(np.float64)
    liked = stars >= LIKED
    yes = [_f1(predicted > threshold, liked) for threshold in _THRESHOLDS]
    best = int(np.argmax([each["f1"] for each in yes]))
    return {
        "rmse": float(np.sqrt(np.mean((predicted - stars) ** 2))) if len(stars) else 0.0,
        "mae": float(np.abs(predicted - stars).mean()) if len(stars) else 0.0,
        "ndcg": _ndcg(predicted, hidden),
        **_f1(predicted > YES, liked),
        "best_f1": yes[best]["f1"],
        "best_threshold": round(float(_THRESHOLDS[best]), 2),
        "reached": float(reached.mean()) if len(reached) else 0.0,
    }


def _f1(yes: Flags, liked: Flags) -> dict[str, float]:
    right = float((yes & liked).sum())
    precision, recall = right / max(yes.sum(), 1), right / max(liked.sum(), 1)
    total = precision + recall
    return {
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(2 * precision * recall / total) if total else 0.0,
    }


def _ndcg(predicted: Floats, hidden: Ratings) -> float:
    """Average NDCG over viewers with a hidden rating; equal predictions are in a random order."""
    gains = 2.0**hidden.stars - 1
    chance = np.random.default_rng(0).random(len(gains))
    discounts = 1 / np.log2(np.arange(2, CUT + 2))

    def discounted(*keys: Floats) -> Floats:
        order = np.lexsort((*keys, hidden.viewers))
        places = np.arange(len(order)) - hidden.starts[hidden.viewers]
        counted = places < CUT
        return sum_by(
            hidden.viewers[counted],
            gains[order][counted] * discounts[places[counted]],
            hidden.viewers_count,
        )

    reached, ideal = discounted(chance, -predicted), discounted(-gains)
    asked = hidden.sizes > 0
    return float((reached[asked] / ideal[asked]).mean()) if asked.any() else 0.0


def _hide_lowest_fifth(ratings: Ratings, keys: Floats | Integers) -> HiddenRatings:
    """Hide a fifth of each viewer's ratings, rounded, the lowest keys."""
    order = np.lexsort((keys, ratings.viewers))
    places = np.arange(len(ratings)) - ratings.starts[ratings.viewers]
    sizes = (ratings.sizes + HIDDEN // 2) // HIDDEN
    sizes[ratings.sizes < LEAST_RATINGS] = 0
    hidden = np.zeros(len(ratings), dtype=bool)
    hidden[order] = places < sizes[ratings.viewers]
    return HiddenRatings(visible=ratings.where(~hidden), hidden=ratings.where(hidden))
