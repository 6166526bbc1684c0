"""Lines of libraries that were read before: recognised by digest, of the same crawl.

What a load makes of a line depends on nothing but the line, its format and its crawl, and to say
the same twice changes nothing. So a line that an earlier load has read, under the same rules and
without a reject or a warning, need not be parsed again. One with a reject or a warning is read each
time, for its report.

Names that libraries give to games are counted, which is not the same twice: only a line that was
never read before counts, in this load or an earlier one.
"""

import hashlib
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg import sql

from etl.pgcopy import decode_rows

UNCLEAN: Final = -1
"""Stands for the number of records where a line is to be read again."""
ROW: Final = np.dtype(
    [("file_number", "<i2"), ("digest", "<i8"), ("records_count", "<i4"), ("rules", "<i2")]
)
"""One row of staging.known_lines."""

RECENT: Final = 50_000
"""Lines in the quick dictionary before they should be taken, and go to the small arrays."""
_COLUMNS: Final = (("digest", "int8"), ("records_count", "int4"))
_KNOWN: Final = """
    copy (
        select digest, case when rules = {} then records_count else {} end
        from core.known_lines
        order by digest
    )
    to stdout (format binary)
"""


class KnownLines:
    """Digests of lines with the records of each, in twelve bytes a line."""

    def __init__(self, *, rules: int, is_skipping: bool = True) -> None:
        self._rules = rules
        self._is_skipping = is_skipping
        self._digests = np.empty(0, np.int64)
        self._counts = np.empty(0, np.int32)
        self._recent: dict[int, int] = {}
        self._base = hashlib.sha256()

    def fetch(self, connection: psycopg.Connection) -> None:
        """Learn the lines that earlier loads have read."""
        statement = sql.SQL(_KNOWN).format(sql.Literal(self._rules), sql.Literal(UNCLEAN))
        with connection.cursor().copy(statement) as copy:
            rows = decode_rows(b"".join(copy), _COLUMNS)
        self._digests = rows["digest"].astype(np.int64)
        self._counts = rows["records_count"].astype(np.int32)

    def next_file(self, file_format: str, crawled_on: date | None) -> None:
        """Say of which format and crawl the next lines are."""
        self._base = hashlib.sha256(f"{file_format} {crawled_on}\n".encode())

    def digest(self, line: bytes) -> int:
        """Compute the digest of a line of the file at hand."""
        digest = self._base.copy()
        digest.update(line)
        return int.from_bytes(digest.digest()[:8], "little", signed=True)

    def records(self, digest: int) -> int | None:
        """Count the records of a line; `UNCLEAN` if it is to be read again, None if it is new."""
        if digest in self._recent:  # nor is one that the same load repeats skipped
            return UNCLEAN
        place = int(self._digests.searchsorted(digest)) if len(self._digests) else 0
        if place == len(self._digests) or self._digests[place] != digest:
            return None
        return int(self._counts[place]) if self._is_skipping else UNCLEAN

    def add(self, digest: int, records: int) -> None:
        """Remember a line that was read."""
        self._recent[digest] = records

    def __len__(self) -> int:
        return len(self._recent)

    def take(self, file_number: int) -> npt.NDArray[np.void]:
        """Hand over the lines that were read of a file, as rows of `ROW`."""
        rows = np.empty(len(self._recent), ROW)
        rows["file_number"] = file_number
        rows["digest"] = np.fromiter(self._recent, np.int64, len(rows))
        rows["records_count"] = np.fromiter(self._recent.values(), np.int32, len(rows))
        rows["rules"] = self._rules
        self._recent.clear()
        digests = np.concatenate([rows["digest"], self._digests])
        counts = np.concatenate([np.full(len(rows), UNCLEAN, np.int32), self._counts])
        self._digests, first = np.unique(digests, return_index=True)
        self._counts = counts[first]
        return rows
