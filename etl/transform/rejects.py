"""Refused pieces in, rows of staging.rejects out: each with its place, its reason and its text."""

import json
from collections.abc import Iterator
from typing import Final, Literal

from etl.clean.errors import Reject, shorten
from etl.transform.batches import Batch, frame
from etl.transform.stats import Stats

Piece = Literal["line", "game", "user", "item", "review"]

DETAILED_ROWS: Final = 100_000
"""Rows per file; beyond them rejects are only counted."""
RAW_CHARACTERS: Final = 2_000

_FLUSH_ROWS: Final = 5_000


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
