"""What a model predicted of ratings hidden from it, kept to compare the next one on the same."""

from typing import Any, Final

import numpy as np
import psycopg

from etl.models.gate import Difference, compare_squares
from etl.models.lifecycle import PublishedModel, Trained
from etl.recommender.libraries import Floats, Integers
from etl.recommender.splits import Purpose, pair_hashes
from etl.tastes.ratings import Ratings

_KEPT: Final = 50_000
"""Most hidden ratings that are kept: those of the lowest hashes, so that models share them."""
LEAST: Final = 30
"""Fewest ratings to compare two models on."""


class HiddenPredictions:
    """Hidden ratings by a hash of viewer and title, what was predicted of them, and their stars."""

    def __init__(self, hidden: Ratings, numbers: Integers, predicted: Floats, *, seed: int) -> None:
        hashes = pair_hashes(
            hidden.viewer_ids[hidden.viewers], numbers[hidden.titles], Purpose.TUNED, seed=seed
        )
        order = np.argsort(hashes)[:_KEPT]
        self.hashes: Integers = hashes[order].view(np.int64)
        self.predicted: Floats = predicted[order].astype(np.float64)
        self.stars: Floats = hidden.stars[order].astype(np.float64)
        self.seed = seed


def compare_tastes(
    connection: psycopg.Connection[Any], published: PublishedModel, learnt: Trained
) -> dict[str, Difference] | str:
    """Compare squared errors of the ratings hidden from both, by their stars of now."""
    new: HiddenPredictions = learnt.held_out
    rows = connection.execute(
        "select rating_hash, predicted_stars from core.hidden_ratings where model_id = %s",
        [published.model_id],
    ).fetchall()
    before = dict(rows) if published.seed == new.seed else {}
    old = np.array([before.get(one, np.nan) for one in new.hashes.tolist()], dtype=np.float64)
    both = ~np.isnan(old)
    if both.sum() < LEAST:
        return (
            f"fewer than {LEAST} ratings of now were hidden from model {published.model_id} and "
            "from this one"
        )
    stars = new.stars[both]
    return {"rmse": compare_squares((old[both] - stars) ** 2, (new.predicted[both] - stars) ** 2)}
