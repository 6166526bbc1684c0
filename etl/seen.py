"""Texts in, whether each is new out: a few bytes a text, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

_RECENT: Final = 50_000  # texts in the quick set before they go to the small array


class Seen:
    """A set of 64-bit hashes: now and then a new text is taken for an old one, never otherwise."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self.count = 0
        """New texts so far."""
        self._recent: set[int] = set()
        self._older = np.empty(0, np.int64)

    def add(self, texts: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell of each text, in order, whether it is new; it no longer is."""
        hashes = [hash(text) for text in texts]
        is_older = self._is_older(np.array(hashes, np.int64))
        is_new = np.zeros(len(hashes), bool)
        for place, value in enumerate(hashes):
            if not is_older[place] and value not in self._recent:
                is_new[place] = True
                self._recent.add(value)
        self.count += int(is_new.sum())
        if len(self._recent) > _RECENT:
            recent = np.fromiter(self._recent, np.int64, len(self._recent))
            self._older = np.sort(np.concatenate([self._older, recent]))
            self._recent = set()
        return is_new

    def _is_older(self, hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        if not len(self._older):
            return np.zeros(len(hashes), bool)
        places = np.searchsorted(self._older, hashes)
        return np.equal(self._older[np.minimum(places, len(self._older) - 1)], hashes)
