"""Chosen pairs in, the linear weights that fit best with nothing but these pairs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.linalg import cho_solve

from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.recommender.libraries import Floats, Integers


def refit(
    pairs: sparse.csc_array,
    matrix: Floats,
    wanted: Callable[[int, Integers], Floats],
    *,
    threads: int,
) -> sparse.csc_array:
    """Solve the normal equations of each column on its support.

    Args:
        pairs: games by games; the elements are the support.
        matrix: A, the regularised Gram matrix of the inputs, float32.
        wanted: gives, for a column and its support, how each input goes with the target.
        threads: columns solved at once; the bits do not depend on it.

    Returns:
        The weights: solve(A[S, S], wanted(j, S)) in each column j with support S, float32.
    """
    weights = np.zeros(pairs.nnz, dtype=np.float32)
    order = np.argsort(-np.diff(pairs.indptr), kind="stable")
    order = order[np.diff(pairs.indptr)[order] > 0]

    def work(columns: Integers) -> None:
        for j in columns.tolist():
            span = slice(pairs.indptr[j], pairs.indptr[j + 1])
            support = pairs.indices[span]
            square = matrix[np.ix_(support, support)].astype(np.float64)
            factor = np.linalg.cholesky(square)  # unlike scipy's, it lets other threads work
            weights[span] = cho_solve(
                (factor, True), wanted(j, support).astype(np.float64), check_finite=False
            )

    in_threads(work, (order[first::threads] for first in range(threads)), threads=threads)
    return sparse.csc_array((weights, pairs.indices, pairs.indptr), shape=pairs.shape)
