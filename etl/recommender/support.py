"""A precision matrix in, which pairs of games get a weight out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from etl.recommender.gram import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.recommender.libraries import Floats, Integers


def chosen_pairs(
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
    least = _least(precision, owners, count=min(mean * games, games * (games - 1)))
    rows, columns, values = [], [], []
    for block, weights in _weights(precision):
        sizes = np.abs(weights) * _root(owners)[block, None]
        chosen = (sizes >= least) & (sizes > 0)
        width = min(positive, games)
        if width:
            largest = np.argpartition(-weights, width - 1, axis=1)[:, :width]
            np.put_along_axis(
                chosen,
                largest,
                np.take_along_axis(chosen, largest, axis=1)
                | (np.take_along_axis(weights, largest, axis=1) > 0),
                axis=1,
            )
        at, of = np.nonzero(chosen)
        rows.append(at + block.start)
        columns.append(of)
        values.append(weights[at, of])
    nothing = np.empty(0, dtype=np.int64)
    places = np.concatenate([nothing, *rows]), np.concatenate([nothing, *columns])
    data = np.concatenate([np.empty(0, np.float32), *values])
    return sparse.csc_array(sparse.coo_array((data, places), shape=(games, games)))


def _weights(precision: Floats) -> Iterator[tuple[slice, Floats]]:
    diagonal = precision.diagonal()
    for block in blocks(len(precision)):
        weights = precision[block] / -diagonal
        rows = np.arange(block.start, block.stop)
        weights[rows - block.start, rows] = 0
        yield block, weights


def _root(owners: Integers) -> Floats:
    root: Floats = np.sqrt(owners).astype(np.float32)
    return root


def _least(precision: Floats, owners: Integers, *, count: int) -> float:
    """Find the `count`-th largest |B_ij| * sqrt(n_i), in the memory of a block."""
    if count <= 0:
        return np.inf
    largest = np.empty(0, dtype=np.float32)
    least = 0.0
    for block, weights in _weights(precision):
        sizes = np.abs(weights, out=weights)
        sizes *= _root(owners)[block, None]
        largest = np.concatenate([largest, sizes[sizes >= least]])
        if len(largest) > count:
            largest = np.partition(largest, len(largest) - count)[-count:]
            least = float(largest.min())
    return least
