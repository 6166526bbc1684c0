"""Families of recommenders to be compared: each learns from libraries and scores others.

The constants of each were found on validation users of the real libraries (seed 0), over a grid of
each one's own parameters, by the sum of R@10 and N@10 of protocol S and R@10 of T and DS; the test
users had no say. A short list is better than a long one for every kind of neighbours but one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from etl.recommender.evaluation.families.factors import ImplicitALS, RatingsSVD
from etl.recommender.evaluation.families.items import Neighbours, popularity
from etl.recommender.evaluation.families.linear import Linear
from etl.recommender.evaluation.families.ours import Ours, TrainedWeights
from etl.recommender.evaluation.families.users import UserNeighbours
from etl.recommender.goals import GOALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.recommender.evaluation.metrics import Scorer
    from etl.recommender.goals import Goal
    from etl.recommender.libraries import Libraries

TOP_5, TOP_20, TOP_50 = 5, 20, 50
SINGLE: Final = 4  # bytes


def _little(_: int) -> int:
    return 0


def _dense(games_count: int) -> int:
    return SINGLE * games_count**2


@dataclass(frozen=True, kw_only=True)
class Family:
    """A way to learn, with the name it is asked for by and the one it is shown by."""

    title: str
    learn: Callable[[Libraries], Scorer]
    needed_bytes: Callable[[int], int] = _little
    """Memory for so many games, as far as it is more than a little."""


FAMILIES: Final[dict[str, Family]] = {
    "popularity": Family(title="popularity", learn=popularity),
    "cosine": Family(title="item cosine, top 5", learn=Neighbours(count=TOP_5)),
    "cosine-20": Family(title="item cosine, top 20", learn=Neighbours(count=TOP_20)),
    "cosine-50": Family(
        title="item cosine, top 50, shrunk", learn=Neighbours(count=TOP_50, shrinkage=20)
    ),
    "bm25": Family(title="BM25 cosine, top 5", learn=Neighbours(count=TOP_5, bm25=(5, 1))),
    "bm25-20": Family(
        title="BM25 cosine, top 20", learn=Neighbours(count=TOP_20, bm25=(1.2, 0.75))
    ),
    "rp3beta": Family(
        title="RP3beta, top 5",
        learn=Neighbours(
            count=TOP_5, user_power=0.75, row_power=0.75, column_power=0.5, plain_owners=True
        ),
    ),
    "rp3beta-20": Family(
        title="RP3beta, top 20",
        learn=Neighbours(
            count=TOP_20, user_power=1, row_power=1, column_power=0.6, plain_owners=True
        ),
    ),
    "knn": Family(
        title="item neighbours, all kept",
        learn=Neighbours(count=None, user_power=1, row_power=0.6, column_power=0.35, exponent=4),
        needed_bytes=_dense,
    ),
    "users": Family(title="user neighbours", learn=UserNeighbours(count=100)),
    "ials": Family(
        title="iALS, 128 factors",
        learn=ImplicitALS(factors=128, sweeps=12, unobserved=1, ridge=0.25, ridge_power=0.5),
    ),
    "svd": Family(title="SVD on ratings", learn=RatingsSVD(factors=32, sweeps=10, ridge=0.1)),
    "ease": Family(title="EASE", learn=Linear(ridge=200), needed_bytes=_dense),
    "edlae": Family(
        title="EDLAE",
        learn=Linear(ridge=15, dropout=0.3, user_power=0.5),
        needed_bytes=_dense,
    ),
}


def our_families(
    train: Callable[[Libraries], TrainedWeights],
    *,
    needed_bytes: Callable[[int], int] = _little,
) -> dict[str, Family]:
    """Make the families of our own model, trained with `train` once for both goals."""
    model = Ours(train)
    titles: dict[Goal, str] = {"own": "Ludoteca, to own", "play": "Ludoteca, to play"}
    own, play = (
        Family(title=titles[goal], learn=partial(model.learn, goal=goal), needed_bytes=needed_bytes)
        for goal in GOALS
    )
    return {"ours": own, "ours-play": play}
