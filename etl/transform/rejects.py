"""Counts of one file, and rows of staging.rejects for what is refused in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from db.names import NAME_CHARACTERS
from etl.clean.dates import ReviewDays
from etl.clean.errors import Reject
from etl.clean.labels import Labels
from etl.clean.text import Name, to_name
from etl.transform.batches import Batch, make_batch
from etl.transform.field_warnings import FieldWarnings
from etl.transform.raw_text import storable_excerpt

T = TypeVar("T")
Piece = Literal["line", "game", "user", "item", "review", "title", "rating", "score"]

DETAILED_ROWS: Final = 100_000
"""Rows per file; beyond them rejects are only counted."""

_FLUSH_ROWS: Final = 5_000


@dataclass(kw_only=True, slots=True)
class Stats:
    """Counts of one file.

    A record is a game, an item of a library, a review, a title, …, by the kind of the file. A
    rejected line takes all its records with it; it counts once in `rejected`, and its records are
    not read.
    """

    bytes_read: int = 0
    """As they lie on the disk, packed or not."""
    lines_read: int = 0
    known_lines: int = 0
    """Lines that an earlier load has read; their records and users count as accepted."""
    empty_lines: int = 0
    """Blank lines, and records whose every value is None or NaN."""
    records_read: int = 0
    records_accepted: int = 0
    users_accepted: int = 0
    """Accepted lines of a file of items or reviews; a user may have several."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Rejected pieces by reason: exact, also where the table of rejects stops taking rows."""
    rejected_by_kind: Counter[str] = field(default_factory=Counter)
    """The same by kind of piece."""
    repeated_rejects: int = 0
    """Games without an id that an earlier file stated too: neither accepted nor rejected again."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What the file's format does not load by rule, by reason: reviews without a recommendation."""
    warnings: FieldWarnings = field(default_factory=FieldWarnings)
    """What is lost or doubtful of records, beside what is rejected."""
    review_days: ReviewDays = field(default_factory=ReviewDays)
    """Of accepted reviews."""

    def recognise(self, records: int) -> None:
        """Count a line that need not be read: its user and its records are accepted ones."""
        self.known_lines += 1
        self.warnings.known_lines += 1
        self.users_accepted += 1
        self.records_read += records
        self.records_accepted += records

    def optional(self, field: str, reader: Callable[[object], T], value: object) -> T | None:
        """Read an optional value; one that cannot be read is unknown, and a warning."""
        return self.warnings.read(field, reader, value)

    def name(
        self, field: str, value: object, reader: Callable[[object], Name] = to_name
    ) -> str | None:
        """Read an optional name or label; one that is cut is counted."""
        name = self.optional(field, reader, value)
        if name is None:
            return None
        if name.is_cut:
            detail = f"the text is longer than {NAME_CHARACTERS} characters, and cut there"
            self.warnings.add("cut", field, value, detail)
        return name.text

    def names(
        self, field: str, reader: Callable[[object], Labels], value: object
    ) -> list[str] | None:
        """Read an optional list of names; an empty one says as little as none."""
        found = self.optional(field, reader, value)
        if found is None:
            return None
        if found.unreadable_count:
            detail = f"{found.unreadable_count:,} of its entries cannot be read as texts"
            self.warnings.add_unread(field, value, detail)
        if found.cut_count:
            detail = f"{found.cut_count:,} of its entries are too long, and cut"
            self.warnings.add("cut", field, value, detail)
        return found.names or None


class RejectLog:
    """The rejects of one file."""

    def __init__(
        self, file_number: int, *, stats: Stats, detailed_rows: int = DETAILED_ROWS
    ) -> None:
        self._file_number = file_number
        self._stats = stats
        self._left = detailed_rows
        self._rows: list[tuple[object, ...]] = []

    def add(self, reject: Reject, *, line: int, record: int = 0, kind: Piece, raw: object) -> None:
        """Count a reject and keep its row."""
        self._stats.warnings.troubles += 1
        self._stats.rejected[reject.reason] += 1
        self._stats.rejected_by_kind[kind] += 1
        if self._left > 0:
            self._left -= 1
            detail = storable_excerpt(reject.detail)
            self._rows.append(
                (
                    self._file_number,
                    line,
                    record,
                    kind,
                    reject.reason,
                    detail,
                    storable_excerpt(raw),
                )
            )

    def batches(self, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or len(self._rows) >= _FLUSH_ROWS):
            rows, self._rows = self._rows, []
            yield make_batch("staging.rejects", rows)


class Collector:
    """The rows of one staging table that records of one file become."""

    def __init__(self, file_number: int, *, stats: Stats, log: RejectLog) -> None:
        self._file_number, self._stats, self._log = file_number, stats, log
        self._rows: list[tuple[object, ...]] = []
