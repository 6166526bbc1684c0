"""Best columns of each row of a block of scores, without sorting the others."""

from typing import Final

import numpy as np

from etl.recommender.libraries import Floats, Integers

NOBODY: Final = -1
"""Stands in a list for a place that nothing fills."""
STEP: Final = 1 << 20
"""Scores from 0 to 1 are compared in steps of one of these."""
_SAMPLED: Final = 16  # one column of these is looked at to guess the last place's score
_TINY: Final = 0.5 / STEP  # what is less counts as 0
_DISTANCE_BITS: Final = 24
_SCORE_BITS: Final = 21


def nearest_neighbours(
    scores: Floats, count: int, *, rows: Integers, columns: Integers
) -> tuple[Integers, Floats]:
    """Choose the `count` best columns of each row.

    Of equal scores (to a step) the nearer game is better, then the earlier one: where hundreds of
    games say the same, each gets its neighbours and not all of them the same ones. Scores below 0
    are never chosen, scores of 0 only in rows that have nothing else.

    Args:
        scores: rows by columns, at most 1.
        count: how many.
        rows: the place of each row's game in the catalogue.
        columns: the same of each column, each once.

    Returns:
        Positions of columns, best first, `NOBODY` where there are too few; and their scores in
        whole steps, 0 for nobody.
    """
    found, values = _candidate_keys(scores, count)
    row, column = np.divmod(found, max(scores.shape[1], 1))
    steps = np.rint(np.minimum(values, 1).astype(np.float64) * STEP).astype(np.int64)
    away = columns[column] - rows[row]
    keys = (row << _SCORE_BITS) | (STEP - steps)
    keys = (((keys << _DISTANCE_BITS) | np.abs(away)) << 1) | (away > 0)
    keys.sort()
    return _choose_best(keys, count, rows, columns)


def _candidate_keys(scores: Floats, count: int) -> tuple[Integers, Floats]:
    """Find, in the flat block, at least the best `count` of each row that may be chosen."""
    width = scores.shape[1]
    if not scores.size:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    least = np.full(len(scores), _TINY, dtype=np.float32)
    guessed = -(-2 * count // _SAMPLED)
    sample = scores[:, ::_SAMPLED]
    if guessed < sample.shape[1]:
        guess = np.partition(sample, -guessed, axis=1)[:, -guessed]
        np.maximum(least, guess, out=least)
    chosen = scores >= least[:, None]
    few = np.flatnonzero(np.count_nonzero(chosen, axis=1) < count)
    for row in few.tolist():  # guessed too high, or there are no more
        exact = np.partition(scores[row], -count)[-count] if count < width else _TINY
        nothing = scores[row].max() < _TINY
        chosen[row] = scores[row] >= (0 if nothing else max(exact, _TINY))
    flat = np.flatnonzero(chosen)
    return flat, scores.ravel()[flat]


def _choose_best(
    keys: Integers, count: int, rows: Integers, columns: Integers
) -> tuple[Integers, Floats]:
    after, low = keys >> 1, (1 << _DISTANCE_BITS) - 1
    row = after >> (_DISTANCE_BITS + _SCORE_BITS)
    starts = np.searchsorted(row, np.arange(len(rows)))
    rank = np.arange(len(keys)) - starts[row]
    kept = rank < count
    keys, after, row, rank = keys[kept], after[kept], row[kept], rank[kept]
    places = rows[row] + np.where(keys & 1, after & low, -(after & low))
    order = np.argsort(columns)
    chosen = np.full((len(rows), count), NOBODY, dtype=np.int64)
    values = np.zeros((len(rows), count), dtype=np.float32)
    chosen[row, rank] = order[np.searchsorted(columns[order], places)]
    values[row, rank] = (STEP - ((after >> _DISTANCE_BITS) & ((1 << _SCORE_BITS) - 1))) / STEP
    return chosen, values
