"""What a recommendation may aim at, and what an owned game says about it."""

from typing import Final, Literal, TypeAlias, get_args

import numpy as np

from etl.recommender.libraries import Integers

Objective: TypeAlias = Literal["own", "play"]
OBJECTIVES: Final[tuple[Objective, ...]] = get_args(Objective)
THOUSAND: Final = 1000


def library_weights(minutes: Integers, objective: Objective) -> Integers:
    """Give each owned game's weight in thousandths, as api.library_weight does.

    What will be owned depends on what is owned; what will be played, on how long that was played.
    """
    if objective == "own":
        return np.full(len(minutes), THOUSAND, dtype=np.int32)
    weights = 0.4 + 0.07 * np.log1p(minutes.astype(np.float64))
    return np.rint(THOUSAND * weights).astype(np.int32)
