"""Minutes in, how much an owned game says about each goal out: as api.library_weight does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import numpy as np

if TYPE_CHECKING:
    from etl.recommender.libraries import Integers

Goal: TypeAlias = Literal["own", "play"]
GOALS: Final[tuple[Goal, ...]] = get_args(Goal)
THOUSAND: Final = 1000


def library_weights(minutes: Integers, goal: Goal) -> Integers:
    """Give each owned game's weight in thousandths.

    What will be owned depends on what is owned; what will be played, on how long that was played.
    """
    if goal == "own":
        return np.full(len(minutes), THOUSAND, dtype=np.int32)
    weights = 0.4 + 0.07 * np.log1p(minutes.astype(np.float64))
    return np.rint(THOUSAND * weights).astype(np.int32)
