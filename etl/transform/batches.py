"""The shape of what the transform hands on: rows for one staging table at a time."""

from collections.abc import Sequence
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
"""One row of staging.items; the other tables come as DataFrames."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "staging.games": (
        "file_number",
        "line_number",
        "game_id",
        "name",
        "url",
        "reviews_url",
        "released_on",
        "release_year",
        "release_text",
        "price_usd",
        "price_text",
        "discount_price_usd",
        "is_early_access",
        "metascore",
        "store_sentiment",
    ),
    "staging.game_labels": ("file_number", "line_number", "kind", "spellings"),
    "staging.users": (
        "file_number",
        "line_number",
        "user_id",
        "steam_id",
        "user_url",
        "has_library",
    ),
    "staging.items": tuple(ITEM_ROW.names or ()),
    "staging.item_names": ("game_id", "name", "mention_count"),
    "staging.reviews": (
        "file_number",
        "line_number",
        "record_number",
        "game_id",
        "posted_year",
        "posted_month",
        "posted_day",
        "edited_year",
        "edited_month",
        "edited_day",
        "is_recommended",
        "helpful_count",
        "helpful_votes_count",
        "funny_count",
        "review",
        "polarity",
    ),
    "staging.rejects": (
        "file_number",
        "line_number",
        "record_number",
        "kind",
        "reason",
        "detail",
        "raw",
    ),
}
"""The columns of each batch, in the order of the staging table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Rows for one staging table.

    `rows` is a structured array of `ITEM_ROW` for staging.items, else a DataFrame of Python
    objects (None where unknown, never NaN; a list where the column is an array) with the columns
    of `COLUMNS[table]`.
    """

    table: str
    rows: Rows

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)


def frame(table: str, rows: Sequence[tuple[object, ...]]) -> Batch:
    """Make a batch of rows that are written in the order of the table's columns."""
    columns = list(COLUMNS[table])
    return Batch(table=table, rows=pd.DataFrame(list(rows), columns=columns, dtype=object))
