"""Gram matrix of libraries, games by games, and its inverse, in single precision and in place."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.linalg import lapack

from etl.recommender.libraries import Floats, Libraries
from etl.recommender.parallel import run_parallel

BLOCK_CELLS: Final = 8_000_000
"""Cells of a dense block: 32 MB in single precision."""
_CROWDED: Final = 25
"""Libraries with more than one of that many games are multiplied densely: it is quicker."""
_DENSE_CELLS: Final = 20_000_000  # of these libraries, the largest first: 80 MB at most


def gram_row_blocks(games_count: int, cells: int = BLOCK_CELLS) -> Iterator[slice]:
    """Cut the rows of a square matrix into blocks of a bounded size."""
    size = max(1, cells // max(games_count, 1))
    for start in range(0, games_count, size):
        yield slice(start, min(start + size, games_count))


def gram_blocks(libraries: Libraries, user_weights: Floats) -> Iterator[tuple[slice, Floats]]:
    """Give the rows of the Gram matrix: the summed weights of the users who own both games."""
    by_game = libraries.owned.T.tocsr()
    weights = np.repeat(user_weights.astype(np.float32), libraries.sizes)
    right = libraries.with_values(weights)
    for rows in gram_row_blocks(libraries.games_count):
        yield rows, (by_game[rows] @ right).toarray()


def gram_matrix(libraries: Libraries, user_weights: Floats, said: Floats | None = None) -> Floats:
    """Give the whole Gram matrix, X' W X, in single precision, on all cores.

    A few large libraries make half of all pairs: those go through BLAS, the others are multiplied
    sparsely. Only the upper half is computed; the lower one is its mirror image.

    Args:
        libraries: who owns what.
        user_weights: the diagonal of W, none negative.
        said: X, a value for each game owned; 1 by default.
    """
    games = libraries.games_count
    values = np.repeat(np.sqrt(user_weights).astype(np.float32), libraries.sizes)
    if said is not None:
        values *= said
    scaled = libraries.with_values(values)
    most = min(_DENSE_CELLS // max(games, 1), libraries.users_count)
    largest = np.argsort(-libraries.sizes, kind="stable")[:most]
    crowded = np.zeros(libraries.users_count, dtype=bool)
    crowded[largest] = libraries.sizes[largest] * _CROWDED > games
    dense = scaled[np.flatnonzero(crowded)].toarray()
    rest = scaled[np.flatnonzero(~crowded)]
    by_game = rest.T.tocsr()
    whole = np.empty((games, games), dtype=np.float32)

    def fill(rows: slice) -> None:
        right = slice(rows.start, None)
        np.matmul(dense[:, rows].T, dense[:, right], out=whole[rows, right])
        whole[rows, right] += (by_game[rows] @ rest[:, right]).toarray()

    run_parallel(fill, gram_row_blocks(games))
    return mirror_upper_half(whole)


def invert_gram_matrix(matrix: Floats) -> Floats:
    """Invert a symmetric positive definite matrix in single precision, overwriting it.

    Raises:
        ValueError: the matrix is not positive definite.
    """
    if not len(matrix):
        return matrix
    # LAPACK sees the transposed matrix, which is the same one; its lower half is our upper half.
    factor, failed = lapack.spotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise ValueError(f"the matrix is not positive definite: row {failed}")
    inverted, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return mirror_upper_half(inverted.T)


def mirror_upper_half(upper: Floats) -> Floats:
    """Overwrite the lower half of a square matrix by its upper half."""
    for rows in gram_row_blocks(len(upper)):
        below = slice(rows.stop, None)
        upper[below, rows] = upper[rows, below].T
        square = upper[rows, rows]
        square[:] = np.triu(square) + np.triu(square, 1).T
    return upper
