"""Batches of rows for one staging table each, and blocks of item rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Rows: TypeAlias = pd.DataFrame | npt.NDArray[np.void]

ITEM_ROW: Final = np.dtype(
    [
        ("file_number", "<i2"),
        ("line_number", "<i4"),
        ("game_id", "<i8"),
        ("playtime_minutes", "<i4"),
        ("playtime_2weeks_minutes", "<i4"),
        ("position", "<i4"),
    ]
)
"""One row of staging.items."""

RATING_ROW: Final = np.dtype(
    [
        ("file_number", "<i2"),
        ("line_number", "<i4"),
        ("viewer_id", "<i4"),
        ("platform_id", "<i2"),
        ("show_number", "<i4"),
        ("half_stars", "<i2"),
        ("rated_at", "<i8"),
    ]
)
"""One row of staging.ratings; the other tables come as DataFrames."""

COLUMNS: Final = {
    table: tuple(names.split())
    for table, names in {
        "staging.games": """
            file_number line_number game_id name url reviews_url released_on release_year
            release_text price_usd price_text discount_price_usd is_early_access metascore
            store_sentiment genres tags specs developers publishers
        """,
        "staging.users": "file_number line_number user_id steam_id user_url has_library",
        "staging.items": " ".join(ITEM_ROW.names or ()),
        "staging.ratings": " ".join(RATING_ROW.names or ()),
        "staging.known_lines": "file_number digest records_count rules",
        "staging.item_names": "file_number game_id name mention_count",
        "staging.reviews": """
            file_number line_number record_number game_id posted_year posted_month posted_day
            edited_year edited_month edited_day is_recommended helpful_count helpful_votes_count
            funny_count review polarity
        """,
        "staging.titles": """
            file_number line_number title_id platform kind name release_year added_on duration
            duration_unit audience_rating description editorial_score duration_text rating_text
            directors actors countries categories
        """,
        "staging.scores": "file_number line_number title_id score",
        "staging.rejects": "file_number line_number record_number kind reason detail raw",
    }.items()
}
"""The columns of each batch, in the order of the staging table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Rows for one staging table.

    `rows` is a structured array for tables of nothing but numbers, else a DataFrame of
    Python objects (None where unknown, never NaN; a list where the column is an array) with the
    columns of `COLUMNS[table]`.
    """

    table: str
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)


def make_batch(table: str, rows: Sequence[tuple[object, ...]]) -> Batch:
    """Make a batch of rows that are written in the order of the table's columns."""
    columns = list(COLUMNS[table])
    return Batch(table=table, rows=pd.DataFrame(list(rows), columns=columns, dtype=object))


class ItemBlocks:
    """The item rows of one file; a line's rows are never in two blocks."""

    def __init__(self, file_number: int, *, block_rows: int) -> None:
        self._file_number = file_number
        self._block_rows = block_rows
        self._block = self._new(block_rows)
        self._filled = 0
        self._full: list[npt.NDArray[np.void]] = []

    def __bool__(self) -> bool:
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
