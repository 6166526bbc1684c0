"""Libraries in, games by games out: who is owned together, by BLAS or a block of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.linalg import blas

from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.recommender.libraries import Floats, Integers, Libraries

BLOCK_CELLS: Final = 8_000_000
"""Cells of a dense block: 32 MB in single precision."""
_CROWDED: Final = 25
"""Libraries with more than one of that many games are multiplied densely: it is quicker."""
_PIECE_CELLS: Final = 20_000_000  # of crowded libraries that are dense at once: 80 MB


def weighted(libraries: Libraries, user_weights: Floats) -> sparse.csr_array:
    """Multiply each library by its user's weight."""
    data = np.repeat(user_weights.astype(np.float32), libraries.sizes)
    owned = libraries.owned
    return sparse.csr_array((data, owned.indices, owned.indptr), shape=owned.shape)


def blocks(games_count: int, cells: int = BLOCK_CELLS) -> Iterator[slice]:
    """Cut the rows of a square matrix into blocks of a bounded size."""
    size = max(1, cells // max(games_count, 1))
    for start in range(0, games_count, size):
        yield slice(start, min(start + size, games_count))


def gram_blocks(libraries: Libraries, user_weights: Floats) -> Iterator[tuple[slice, Floats]]:
    """Give the rows of the Gram matrix: the summed weights of the users who own both games."""
    by_game = libraries.owned.T.tocsr()
    right = weighted(libraries, user_weights)
    for rows in blocks(libraries.games_count):
        yield rows, (by_game[rows] @ right).toarray()


def gram(libraries: Libraries, user_weights: Floats, said: Floats | None = None) -> Floats:
    """Give the whole Gram matrix, X' W X, in single precision, on all cores.

    A few large libraries make half of all pairs: those go through BLAS, the others are multiplied
    sparsely. Only the upper half is computed; the lower one is its mirror image.

    Args:
        libraries: who owns what.
        user_weights: the diagonal of W, none negative.
        said: X, a value for each game owned; 1 by default.
    """
    games, owned = libraries.games_count, libraries.owned
    values = np.repeat(np.sqrt(user_weights).astype(np.float32), libraries.sizes)
    if said is not None:
        values *= said
    scaled = sparse.csr_array((values, owned.indices, owned.indptr), shape=owned.shape)
    whole = np.zeros((games, games), dtype=np.float32)
    crowded = libraries.sizes * _CROWDED > games
    _add_densely(whole, scaled, np.flatnonzero(crowded))
    _add_sparsely(whole, scaled[np.flatnonzero(~crowded)])
    return mirrored(whole)


def _add_densely(whole: Floats, scaled: sparse.csr_array, users: Integers) -> None:
    size = max(1, _PIECE_CELLS // max(len(whole), 1))
    for start in range(0, len(users), size):
        dense = scaled[users[start : start + size]].toarray()
        # BLAS sees both transposed: users are its columns, and its lower half is our upper half.
        blas.ssyrk(1, dense.T, beta=1, c=whole.T, lower=1, overwrite_c=1)


def _add_sparsely(whole: Floats, scaled: sparse.csr_array) -> None:
    by_game = scaled.T.tocsr()

    def add(rows: slice) -> None:
        right = scaled[:, rows.start :]
        whole[rows, rows.start :] += (by_game[rows] @ right).toarray()

    in_threads(add, blocks(len(whole)))


def mirrored(upper: Floats) -> Floats:
    """Overwrite the lower half of a square matrix by its upper half."""
    for rows in blocks(len(upper)):
        below = slice(rows.stop, None)
        upper[below, rows] = upper[rows, below].T
        square = upper[rows, rows]
        square[:] = np.triu(square) + np.triu(square, 1).T
    return upper
