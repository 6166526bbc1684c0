"""Rows of staging.items in, as whole blocks of them out."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from etl.transform.batches import ITEM_ROW, Batch


class ItemBlocks:
    """The item rows of one file; a line's rows are never in two blocks."""

    def __init__(self, file_number: int, *, block_rows: int) -> None:
        """Start with no row."""
        self._file_number = file_number
        self._block_rows = block_rows
        self._block = self._new(block_rows)
        self._filled = 0
        self._full: list[npt.NDArray[np.void]] = []

    def __bool__(self) -> bool:
        """Whether a whole block waits to be taken."""
        return bool(self._full)

    def room(self) -> int:
        """Count the rows that fit into the block at hand."""
        return len(self._block) - self._filled

    def reserve(self, count: int) -> npt.NDArray[np.void]:
        """Hand out the next rows, to be filled in; in a new block if they do not fit this one."""
        if count > self.room():
            self._end(count)
        rows = self._block[self._filled : self._filled + count]
        self._filled += count
        return rows

    def batches(self, *, final: bool) -> Iterator[Batch]:
        """Hand over the whole blocks, with `final` the last one too."""
        if final and self._filled:
            self._end(0)
        while self._full:
            yield Batch(table="staging.items", rows=self._full.pop(0))

    def _end(self, count: int) -> None:
        if self._filled:
            self._full.append(self._block[: self._filled])
        self._block = self._new(max(count, self._block_rows))
        self._filled = 0

    def _new(self, count: int) -> npt.NDArray[np.void]:
        block = np.zeros(count, ITEM_ROW)
        block["file_number"] = self._file_number
        return block
