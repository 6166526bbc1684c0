"""Lists in, the same lists without games that stand in the first places of too many, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from etl.recommender.nearest import NOBODY

if TYPE_CHECKING:
    from etl.recommender.libraries import Flags, Floats, Integers


def limit_hubs(
    similar: Integers, scores: Floats, *, cut: int, limit: int, chosen: Flags
) -> Integers:
    """Order each list so that no game is among the first `cut` of more than `limit` lists.

    Every list offers itself to its best `cut` games; a game takes the `limit` offers with the best
    scores (then the earlier list) and refuses the rest, who offer themselves to their next best
    one, until nobody is refused. What comes out does not depend on the order of these steps
    (Gale and Shapley, "College Admissions and the Stability of Marriage", 1962). Those who refused
    a list stand at its end.

    The same holds among the chosen games: a chosen game's list also offers itself to the best `cut`
    chosen ones in it, so that leaving out all others makes no hubs either.

    Args:
        similar: lists by places: numbers of games, best first, `NOBODY` at the end.
        scores: theirs.
        cut: places that are limited.
        limit: lists that a game may be in.
        chosen: the games that may be asked for alone.

    Returns:
        Lists by places: the place where each place's game stood. A game is among the first of more
        lists only where these have nothing else to offer.
    """
    present = similar != NOBODY
    alone = present & chosen[similar] & chosen[:, None]
    refused = np.zeros(similar.shape, dtype=bool)
    rows: Integers = np.arange(len(similar))
    offered = np.zeros(similar.shape, dtype=bool)
    while len(rows):
        free = ~refused[rows]
        first, first_alone = (free & kind[rows] for kind in (present, alone))
        first &= np.cumsum(first, axis=1) <= cut
        first_alone &= np.cumsum(first_alone, axis=1) <= cut
        offered[rows] = first | first_alone
        rows = _refuse(similar, scores, offered, refused, limit)
    return np.argsort(np.where(refused, 1, np.where(present, 0, 2)), axis=1, kind="stable")


def _refuse(
    similar: Integers, scores: Floats, offered: Flags, refused: Flags, limit: int
) -> Integers:
    """Let crowded games refuse their worst offers; returns the lists that were refused."""
    rows, places = np.nonzero(offered)
    games = similar[rows, places]
    crowded = np.flatnonzero((np.bincount(games, minlength=len(similar)) > limit)[games])
    rows, places, games = rows[crowded], places[crowded], games[crowded]
    order = np.lexsort((rows, -scores[rows, places], games))
    starts = np.searchsorted(games[order], games[order])
    late = order[np.arange(len(order)) - starts >= limit]
    refused[rows[late], places[late]] = True
    return np.unique(rows[late])
