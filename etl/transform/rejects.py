"""Counts of one file, and rows of staging.rejects for what is refused in it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from etl.clean.dates import ReviewDays
from etl.clean.errors import Reject, Unreadable, shorten
from etl.transform.batches import Batch, frame

T = TypeVar("T")
Piece = Literal["line", "game", "user", "item", "review"]

DETAILED_ROWS: Final = 100_000
"""Rows per file; beyond them rejects are only counted."""
RAW_CHARACTERS: Final = 2_000

_FLUSH_ROWS: Final = 5_000


@dataclass(kw_only=True, slots=True)
class Stats:
    """Counts of one file.

    A record is a game, an item of a library or a review, by the kind of the file. A rejected line
    takes all its records with it; it counts once in `rejected`, and its records are not read.
    """

    bytes_read: int = 0
    """As they lie on the disk, packed or not."""
    lines_read: int = 0
    empty_lines: int = 0
    """Blank lines, and records whose every value is None or NaN."""
    records_read: int = 0
    records_accepted: int = 0
    users_accepted: int = 0
    """Accepted lines of a file of items or reviews; a user may have several."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Rejected pieces by reason: exact, also where the table of rejects stops taking rows."""
    rejected_by_kind: Counter[str] = field(default_factory=Counter)
    """The same by kind of piece: line, game, user, item, review."""
    repeated_rejects: int = 0
    """Games without an id that an earlier file stated too: neither accepted nor rejected again."""
    unreadable_values: Counter[str] = field(default_factory=Counter)
    """Optional values by field that could not be read and are unknown now."""
    review_days: ReviewDays = field(default_factory=ReviewDays)
    """Of accepted reviews."""
    items_count_mismatches: int = 0
    """Libraries whose items_count is not the number of their items."""

    def optional(self, field: str, reader: Callable[[object], T], value: object) -> T | None:
        """Read an optional value; one that cannot be read is counted and unknown."""
        try:
            return reader(value)
        except Unreadable:
            self.unreadable_values[field] += 1
            return None


class RejectLog:
    """The rejects of one file."""

    def __init__(
        self, file_number: int, *, stats: Stats, detailed_rows: int = DETAILED_ROWS
    ) -> None:
        """Start with no reject."""
        self._file_number = file_number
        self._stats = stats
        self._left = detailed_rows
        self._rows: list[tuple[object, ...]] = []

    def add(self, reject: Reject, *, line: int, record: int = 0, kind: Piece, raw: object) -> None:
        """Count a reject and keep its row.

        Args:
            reject: the reason and the sentence.
            line: number of the line, from 1.
            record: number of the record in the line's list, from 1; 0 for the whole line.
            kind: what is refused.
            raw: the refused piece: the line's bytes, or the parsed record.
        """
        self._stats.rejected[reject.reason] += 1
        self._stats.rejected_by_kind[kind] += 1
        if self._left > 0:
            self._left -= 1
            detail = readable(reject.detail)
            self._rows.append(
                (self._file_number, line, record, kind, reject.reason, detail, readable(raw))
            )

    def batches(self, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or len(self._rows) >= _FLUSH_ROWS):
            rows, self._rows = self._rows, []
            yield frame("staging.rejects", rows)


def readable(raw: object) -> str:
    r"""Show a refused piece as text that Postgres can store, at most 2,000 characters.

    NUL comes out as \x00, undecodable bytes as \x.., lone surrogates as \u.....
    """
    if isinstance(raw, bytes):
        text = raw[: 4 * RAW_CHARACTERS].decode(errors="backslashreplace")
    elif isinstance(raw, str):
        text = raw[:RAW_CHARACTERS]
    else:
        try:
            text = json.dumps(raw, ensure_ascii=False, default=str)[:RAW_CHARACTERS]
        except (ValueError, TypeError, RecursionError):
            text = shorten(raw)
    text = text.replace("\\u0000", "\\x00") if not isinstance(raw, bytes | str) else text
    storable = text.encode(errors="backslashreplace").decode().replace("\0", "\\x00")
    return storable[:RAW_CHARACTERS]
