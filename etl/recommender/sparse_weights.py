"""Sparse linear weights: which pairs of games get one, and their least squares."""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.linalg import cho_solve

from etl.recommender.gram_matrix import gram_row_blocks
from etl.recommender.libraries import Flags, Floats, Integers
from etl.recommender.parallel import run_parallel


def select_sparse_pairs(
    precision: Floats, owners: Integers, *, mean: int, positive: int
) -> sparse.csc_array:
    """Choose the pairs (owned game i, recommended game j) that are worth a row.

    B = -P_ij / P_jj are the weights of a linear autoencoder. Those are chosen whose |B_ij| counts
    most over all users, |B_ij| * sqrt(n_i), over the whole matrix, and with them each owned game's
    largest positive ones, so that no game is silent.

    Args:
        precision: P, float32, games by games, symmetric.
        owners: n, owners of each game.
        mean: so many are chosen for their size, times the number of games.
        positive: so many of each game are chosen for their sign.

    Returns:
        Float32, games by games: B where a pair is chosen, rows ascending within a column.
    """
    games = len(owners)
    roots = np.sqrt(owners).astype(np.float32)
    least = _pair_threshold(precision, roots, count=min(mean * games, games * (games - 1)))
    found: dict[int, tuple[Integers, Integers, Floats]] = {}

    def choose(block: slice) -> None:
        weights = _block_weights(precision, block)
        sizes = np.abs(weights) * roots[block, None]
        chosen = _mark_largest_positive(weights, min(positive, games))
        chosen |= (sizes >= least) & (sizes > 0)
        rows, columns = np.nonzero(chosen)
        found[block.start] = rows + block.start, columns, weights[rows, columns]

    run_parallel(choose, gram_row_blocks(games))
    nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, np.float32)
    parts = [nothing, *(found[start] for start in sorted(found))]
    rows, columns, values = (np.concatenate([part[kind] for part in parts]) for kind in range(3))
    return sparse.csc_array(sparse.coo_array((values, (rows, columns)), shape=(games, games)))


def fit_sparse_weights(
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

    def solve_columns(columns: Integers) -> None:
        for j in columns.tolist():
            span = slice(pairs.indptr[j], pairs.indptr[j + 1])
            support = pairs.indices[span]
            square = matrix[np.ix_(support, support)].astype(np.float64)
            factor = np.linalg.cholesky(square)  # unlike scipy's, it lets other threads work
            weights[span] = cho_solve(
                (factor, True), wanted(j, support).astype(np.float64), check_finite=False
            )

    parts = (order[first::threads] for first in range(threads))
    run_parallel(solve_columns, parts, threads=threads)
    return sparse.csc_array((weights, pairs.indices, pairs.indptr), shape=pairs.shape)


def _mark_largest_positive(weights: Floats, width: int) -> Flags:
    """Mark the `width` largest of each row, where they are positive."""
    if not width:
        return np.zeros(weights.shape, dtype=bool)
    least = np.partition(weights, -width, axis=1)[:, -width, None]
    chosen: Flags = (weights >= least) & (weights > 0)
    for row in np.flatnonzero(np.count_nonzero(chosen, axis=1) > width).tolist():  # equal ones
        largest = np.argsort(-weights[row], kind="stable")[:width]
        chosen[row] = False
        chosen[row, largest] = True
    return chosen


def _block_weights(precision: Floats, block: slice) -> Floats:
    weights: Floats = precision[block] / -precision.diagonal()
    rows = np.arange(block.start, block.stop)
    weights[rows - block.start, rows] = 0
    return weights


def _pair_threshold(precision: Floats, roots: Floats, *, count: int) -> float:
    """Find the `count`-th largest |B_ij| * sqrt(n_i), in the memory of a block."""
    if count <= 0:
        return np.inf
    largest = np.empty(0, dtype=np.float32)
    least = 0.0
    for block in gram_row_blocks(len(precision)):
        weights = _block_weights(precision, block)
        sizes = np.abs(weights, out=weights)
        sizes *= roots[block, None]
        largest = np.concatenate([largest, sizes[sizes >= least]])
        if len(largest) > count:
            largest = np.partition(largest, len(largest) - count)[-count:]
            least = float(largest.min())
    return least
