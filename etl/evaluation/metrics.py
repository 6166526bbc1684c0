"""Recall, NDCG, coverage and popularity of recommended lists at a cut-off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Self

import numpy as np

from etl.recommender.libraries import Flags, Floats, Integers, Libraries
from etl.recommender.nearest_neighbours import NOBODY

CUT: Final = 10
"""Length of the lists that are judged."""
CHUNK_CELLS: Final = 8_000_000
"""Scores computed at once: 32 MB in single precision."""


@dataclass(frozen=True)
class Scorer:
    """A fitted recommender: scores every game for some visible libraries."""

    score: Callable[[Libraries], Floats]
    """Gives float32 scores, users by games; may be overwritten by the caller."""
    weights_count: int | None = None
    """Rows that its table of weights would need; None where there is no such table."""

    def without(self, games: Integers) -> Self:
        """Never name some games: columns."""

        def score(visible: Libraries) -> Floats:
            scores = self.score(visible)
            scores[:, games] = -np.inf
            return scores

        return replace(self, score=score)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over users with its standard error."""

    value: float
    standard_error: float
    users_count: int

    @classmethod
    def of(cls, values: Floats) -> Self:
        """Average one value per user; without users the mean is 0."""
        count = len(values)
        if not count:
            return cls(0.0, 0.0, 0)
        error = float(values.std(ddof=1)) / count**0.5 if count > 1 else 0.0
        return cls(float(values.mean()), error, count)


@dataclass(frozen=True)
class Lists:
    """The best games of each user: columns, best first, `NOBODY` where there are too few."""

    columns: Integers
    games_count: int

    @cached_property
    def owners(self) -> Integers:
        """How many lists each game is in."""
        return np.bincount(self.columns[self.columns >= 0], minlength=self.games_count)

    def coverage(self) -> float:
        """Tell which share of the games is in any list."""
        return float((self.owners > 0).mean()) if self.games_count else 0.0

    def median_rank(self, by_popularity: Integers) -> float:
        """Give the median popularity rank, 1 for the game with most owners, of all places."""
        ranks = np.empty(self.games_count, dtype=np.int64)
        ranks[by_popularity] = np.arange(1, self.games_count + 1)
        found = ranks[self.columns[self.columns >= 0]]
        return float(np.median(found)) if len(found) else 0.0

    def hits(self, hidden: Libraries, counted: Flags) -> tuple[Flags, Integers]:
        """Mark the places that hold a hidden game that counts, and count those of each user."""
        size = self.games_count
        keys = np.sort((hidden.item_users * size + hidden.owned.indices)[counted])
        users = np.arange(len(self.columns))[:, None]
        wanted = np.where(self.columns >= 0, users * size + self.columns, -1)
        places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        found = keys[places] == wanted if len(keys) else np.zeros(wanted.shape, dtype=bool)
        return found, np.bincount(hidden.item_users[counted], minlength=len(self.columns))


def top_k(scores: Floats, count: int, *, order: Integers) -> Integers:
    """Choose the `count` best columns of each row, best first; minus infinity is never chosen.

    Args:
        scores: rows of scores without NaN.
        count: how many.
        order: all columns; of equal scores the one that stands earlier here is better.
    """
    ordered = scores[:, order]
    rows, columns = ordered.shape
    chosen = np.full((rows, count), NOBODY, dtype=np.int64)
    width = min(count, columns)
    if not width or not rows:
        return chosen
    least = np.partition(ordered, columns - width, axis=1)[:, columns - width, None]
    kept = ordered >= least
    crowded = np.flatnonzero(kept.sum(axis=1) > width)  # several have the last place's score
    above, equal = ordered[crowded] > least[crowded], ordered[crowded] == least[crowded]
    places_left = width - above.sum(axis=1, keepdims=True)
    kept[crowded] = above | (equal & (np.cumsum(equal, axis=1) <= places_left))
    found = np.nonzero(kept)[1].reshape(rows, width)
    values = np.take_along_axis(ordered, found, axis=1)
    ranked = np.argsort(-values, axis=1, kind="stable")
    values = np.take_along_axis(values, ranked, axis=1)
    chosen[:, :width] = order[np.take_along_axis(found, ranked, axis=1)]
    chosen[:, :width][np.isneginf(values)] = NOBODY
    return chosen


def user_chunks(
    libraries: Libraries, cells: int = CHUNK_CELLS, *, width: int | None = None
) -> Iterator[Libraries]:
    """Cut libraries into pieces of which a dense block is small; `width` columns, or all games."""
    size = max(1, cells // max(libraries.games_count if width is None else width, 1))
    for start in range(0, libraries.users_count, size):
        yield libraries.take(slice(start, start + size))


def recommend_top_k(
    scorer: Scorer,
    visible: Libraries,
    *,
    by_popularity: Integers,
    cells: int = CHUNK_CELLS,
    advance: Callable[[int], None] = lambda _: None,
) -> Lists:
    """Give each user the `CUT` games with the best scores that are not in the visible library."""
    lists = []
    for chunk in user_chunks(visible, cells):
        scores = scorer.score(chunk)
        scores[chunk.item_users, chunk.owned.indices] = -np.inf
        lists.append(top_k(scores, CUT, order=by_popularity))
        advance(chunk.users_count)
    none = np.empty((0, CUT), dtype=np.int64)
    return Lists(columns=np.concatenate([none, *lists]), games_count=visible.games_count)


def recall(lists: Lists, hidden: Libraries, counted: Flags) -> Mean:
    """Average hits / min(cut, hidden games) over the users with a hidden game that counts."""
    found, wanted = lists.hits(hidden, counted)
    asked = wanted > 0
    possible = np.minimum(wanted, lists.columns.shape[1])
    return Mean.of(found.sum(axis=1)[asked] / possible[asked])


def ndcg(lists: Lists, hidden: Libraries, counted: Flags) -> Mean:
    """Average the NDCG with gain 1 per hit; the ideal list has min(cut, hidden games) hits."""
    found, wanted = lists.hits(hidden, counted)
    asked = wanted > 0
    discounts = 1 / np.log2(np.arange(2, lists.columns.shape[1] + 2))
    ideal = np.append(0, np.cumsum(discounts))[np.minimum(wanted, len(discounts))]
    return Mean.of((found @ discounts)[asked] / ideal[asked])
