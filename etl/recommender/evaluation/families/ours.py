"""Our own model as a family: its trained weights, summed as SQL sums them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import sparse

from etl.recommender.goals import THOUSAND, library_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.recommender.goals import Goal
    from etl.recommender.libraries import Floats, Integers, Libraries


class TrainedWeights(Protocol):
    """One row per weight, and a bias per game; columns of the libraries, all in thousandths."""

    @property
    def rows(self) -> Integers:
        """The game owned."""
        ...

    @property
    def columns(self) -> Integers:
        """The game recommended."""
        ...

    @property
    def own(self) -> Integers:
        """Weights for what will be owned."""
        ...

    @property
    def play(self) -> Integers:
        """Weights for what will be played."""
        ...

    @property
    def own_bias(self) -> Integers:
        """Added to each game's score."""
        ...

    @property
    def play_bias(self) -> Integers:
        """Added to each game's score."""
        ...


@dataclass(frozen=True)
class SummedWeights:
    """Scores a game by the weights from what is owned to it, each times what that game says."""

    weights: sparse.csr_array
    bias: Floats
    goal: Goal
    weights_count: int | None

    def __call__(self, visible: Libraries) -> Floats:
        """Sum the weights; integers as SQL has them, so that equal scores are equal here too."""
        said = library_weights(visible.minutes, self.goal).astype(np.float64)
        owned = visible.owned
        tastes = sparse.csr_array((said, owned.indices, owned.indptr), shape=owned.shape)
        # Up to 2^53 floats are exact integers, and so are all sums of these.
        scores: Floats = (tastes @ self.weights).toarray() + self.bias
        return scores


def summed_weights(trained: TrainedWeights, *, goal: Goal, games_count: int) -> SummedWeights:
    """Make the scorer of one goal."""
    values, bias = (
        (trained.own, trained.own_bias) if goal == "own" else (trained.play, trained.play_bias)
    )
    places = (trained.rows, trained.columns)
    weights = sparse.csr_array((values.astype(np.float64), places), shape=(games_count,) * 2)
    return SummedWeights(weights, bias.astype(np.float64) * THOUSAND, goal, len(trained.rows))


class Ours:
    """Trains once for both goals."""

    def __init__(self, train: Callable[[Libraries], TrainedWeights]) -> None:
        """Train with `train`."""
        self._train = train
        self._trained: tuple[Libraries, TrainedWeights] | None = None

    def learn(self, training: Libraries, goal: Goal) -> SummedWeights:
        """Give the scorer of one goal; the same libraries again are not learnt again."""
        if self._trained is None or self._trained[0] is not training:
            self._trained = (training, self._train(training))
        return summed_weights(self._trained[1], goal=goal, games_count=training.games_count)
