"""Libraries in, games by games out: who is owned together, a block of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.recommender.libraries import Floats, Libraries

BLOCK_CELLS: Final = 8_000_000
"""Cells of a dense block: 32 MB in single precision."""


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


def gram(libraries: Libraries, user_weights: Floats) -> Floats:
    """Give the whole Gram matrix in single precision."""
    whole = np.empty((libraries.games_count, libraries.games_count), dtype=np.float32)
    for rows, block in gram_blocks(libraries, user_weights):
        whole[rows] = block
    return whole
