"""User neighbours: what the users with the most similar playtimes own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from etl.recommender.libraries import Floats, Libraries

CHUNK_CELLS: Final = 8_000_000
"""Similarities computed at once: 32 MB in single precision."""


@dataclass(frozen=True)
class NearestUsers:
    """Scores a game by the summed similarity of the nearest users who own it."""

    owned: sparse.csr_array
    tastes: sparse.csr_array
    """Training users by games, each user's row of length 1."""
    count: int

    @property
    def weights_count(self) -> int | None:
        """The libraries themselves are the table."""
        return None

    def __call__(self, visible: Libraries) -> Floats:
        """Find the neighbours of a few users at a time, and add up what they own."""
        users = self.owned.shape[0]
        step = max(1, CHUNK_CELLS // max(users, 1))
        parts = []
        for start in range(0, visible.users_count, step):
            asked = _tastes(visible.take(slice(start, start + step)))
            # Nearly everybody shares a game with everybody: a dense product is the quicker one.
            similar = np.ascontiguousarray((self.tastes @ asked.T.toarray()).T)
            if self.count < users:
                least = np.partition(similar, users - self.count, axis=1)[:, users - self.count]
                similar[similar < least[:, None]] = 0
            parts.append((sparse.csr_array(similar) @ self.owned).toarray())
        return np.concatenate(parts)


@dataclass(frozen=True, kw_only=True)
class UserNeighbours:
    """Cosine between users over what they play: 0.4 + 0.07 ln(1 + minutes), unplayed games 0."""

    count: int

    def __call__(self, training: Libraries) -> NearestUsers:
        """Remember everybody."""
        return NearestUsers(training.owned, _tastes(training), self.count)


def _tastes(libraries: Libraries) -> sparse.csr_array:
    played = libraries.where(libraries.minutes > 0)
    values = (0.4 + 0.07 * np.log1p(played.minutes)).astype(np.float32)
    squares = np.bincount(played.item_users, weights=values**2, minlength=played.users_count)
    lengths = np.sqrt(np.maximum(squares, np.finfo(np.float32).tiny)).astype(np.float32)
    owned = played.owned
    values /= lengths[played.item_users]
    return sparse.csr_array((values, owned.indices, owned.indptr), shape=owned.shape)
