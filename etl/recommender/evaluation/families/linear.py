"""Linear autoencoders in closed form: EASE and EDLAE, every weight kept.

H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019; "Autoencoders that don't
overfit towards the Identity", NeurIPS 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from etl.recommender.evaluation.families.items import ItemWeights
from etl.recommender.gram import blocks, gram
from etl.recommender.precision import inverse

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats, Libraries


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Weights W = I - P / diag(P) with P = (G + ridge · I + dropout · diag(G))^-1."""

    ridge: float
    dropout: float = 0.0
    """p / (1 - p) for the probability p that an owned game is dropped from the input."""
    user_power: float = 0.0
    """A user's weight in G is the size of the library to the minus this."""

    def __call__(self, training: Libraries) -> ItemWeights:
        """Compute the weights."""
        precision = self.precision(training)
        diagonal = precision.diagonal().copy()
        for rows in blocks(training.games_count):
            precision[rows] /= -diagonal
        np.fill_diagonal(precision, 0)
        return ItemWeights(precision)

    def precision(self, training: Libraries) -> Floats:
        """Compute P in single precision, in the memory of G."""
        sizes = np.maximum(training.sizes, 1).astype(np.float32)
        matrix = gram(training, sizes**-self.user_power)
        diagonal = matrix.diagonal()
        np.fill_diagonal(matrix, diagonal + self.ridge + self.dropout * diagonal)
        return inverse(matrix)
