"""What a load did, as plain data: made by etl.load, shown by etl.summary, kept in the ledger."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from etl.memory import peak_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from etl.progress import Reporter
    from etl.read.sources import Source
    from etl.transform import Stats

Counts = dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One stage of a load."""

    name: str
    seconds: float
    byte_count: int | None = None
    """Bytes read from disk, packed as they lie there; None for work inside the database."""


@dataclass(kw_only=True, slots=True)
class Stopwatch:
    """Times stages and tells the reporter about them."""

    reporter: Reporter
    stages: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(
        self, name: str, *, total: int | None = None, is_bytes: bool = True
    ) -> Iterator[Callable[[int], None]]:
        """Time the block as a stage; it gets a function to report bytes, or pieces, to."""
        started = time.perf_counter()
        with self.reporter.stage(name, total=total, is_bytes=is_bytes) as advance:
            yield advance
        seconds = time.perf_counter() - started
        size = total if is_bytes else None
        self.stages.append(Stage(name=name, seconds=seconds, byte_count=size))


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRead:
    """One raw file and what was found in it."""

    source: Source
    stats: Stats

    def counts(self) -> dict[str, int | Counts]:
        """Give the counts that the ledger keeps."""
        stats = self.stats
        return {
            "lines": stats.lines_read,
            "empty_lines": stats.empty_lines,
            "records": stats.records_read,
            "accepted": stats.records_accepted,
            "users": stats.users_accepted,
            "rejected": dict(stats.rejected),
            "repeated_rejects": stats.repeated_rejects,
            "unreadable_values": dict(stats.unreadable_values),
            "items_count_mismatches": stats.items_count_mismatches,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """What a finished load did; a failed one raises instead."""

    status: Literal["published", "unchanged"]
    data_version: int
    crawl_year: int | None
    """The year given to dates without one; None where it was not needed."""
    files: tuple[FileRead, ...]
    """Empty where nothing had to be read."""
    sources: tuple[Source, ...]
    ignored: tuple[str, ...]
    """Names in the folders that are no raw files."""
    merged: Mapping[str, Mapping[str, int]]
    """Rows by table: staged, kept, collapsed, inserted, updated, unchanged."""
    stages: tuple[Stage, ...]
    seconds: float
    peak_bytes: int | None = field(default_factory=peak_memory)
    """The loader's own peak memory; None where the system does not tell."""
    workers_peak_bytes: int = 0
    """The sum of its worker processes' peaks."""

    @property
    def rejected(self) -> Counts:
        """Rejected pieces by reason, over all files."""
        total: Counts = {}
        for file in self.files:
            for reason, count in file.stats.rejected.items():
                total[reason] = total.get(reason, 0) + count
        return total
