"""Transform of one raw file, line by line, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from etl.clean.errors import Reject
from etl.formats import Entry
from etl.read.containers import read_entries
from etl.read.lines import MAX_LINE_BYTES, BadLine, read_lines
from etl.read.parse import is_empty, parse_line
from etl.read.sources import Source
from etl.transform.batches import Batch
from etl.transform.games import Games, RejectedGames
from etl.transform.libraries import Libraries
from etl.transform.records import Records
from etl.transform.rejects import DETAILED_ROWS, RejectLog, Stats
from etl.transform.reviews import Reviews


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What bounds the memory of a transform."""

    batch_rows: int = 65_536
    """Rows per batch, about; reviews come in smaller ones."""
    line_bytes: int = MAX_LINE_BYTES
    """A longer line is a reject."""
    detailed_rejects: int = DETAILED_ROWS
    """Rows of staging.rejects per file; the counts stay exact."""


def transform(
    source: Source,
    *,
    stats: Stats,
    rejected_games: RejectedGames | None = None,
    on_bytes: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Batch]:
    """Read a raw file and yield clean rows for the staging tables, in bounded memory.

    Args:
        source: the file.
        stats: its counts; they go up as the batches come.
        rejected_games: shared by all games files of a load, see `RejectedGames`.
        on_bytes: called with each number of further bytes read, as they lie on the disk.
        limits: of lines, batches and rejects; None means the usual ones.

    Raises:
        InputError: the file cannot be read to its end.
    """

    def count_bytes(count: int) -> None:
        stats.bytes_read += count
        if on_bytes is not None:
            on_bytes(count)

    bounds = limits or Limits()
    log = RejectLog(source.number, stats=stats, detailed_rows=bounds.detailed_rejects)
    if source.format.is_official and source.container.shape == "lines":
        lines = read_lines(
            source.path,
            packing=source.container.packing,
            max_line_bytes=bounds.line_bytes,
            on_bytes=count_bytes,
        )
        collector = _collector(source, stats, log, rejected_games or RejectedGames(), bounds)
        yield from _from_lines(lines, collector, stats, log, bounds)
    else:
        entries = read_entries(
            source.path,
            source.container,
            max_bytes=bounds.line_bytes,
            on_bytes=count_bytes,
        )
        records = Records(
            source.format,
            source.number,
            stats=stats,
            log=log,
            memory=rejected_games or RejectedGames(),
            batch_rows=bounds.batch_rows,
        )
        yield from from_entries(entries, records, stats=stats, log=log)


def from_entries(
    entries: Iterable[tuple[int, bytes, Entry | BadLine]],
    records: Records,
    *,
    stats: Stats,
    log: RejectLog,
) -> Iterator[Batch]:
    """Turn the records of any format into rows for the staging tables."""
    for number, raw, entry in entries:
        stats.lines_read += 1
        if isinstance(entry, BadLine):
            log.add(Reject(entry.reason, entry.detail), line=number, kind="line", raw=raw)
        elif is_empty(entry.fields):
            stats.empty_lines += 1
        else:
            records.add(number, raw, entry)
            yield from records.batches(final=False)
        yield from log.batches(final=False)
    yield from records.batches(final=True)
    yield from log.batches(final=True)


def _from_lines(
    lines: Iterable[tuple[int, bytes | BadLine]],
    collector: Games | Libraries | Reviews,
    stats: Stats,
    log: RejectLog,
    bounds: Limits,
) -> Iterator[Batch]:
    """Turn the lines of an official file into rows, those of libraries on the fast path."""
    last_empty: bytes | None = None  # 88,310 such lines follow each other in the official file
    for number, line in lines:
        stats.lines_read += 1
        if isinstance(line, BadLine):
            log.add(Reject(line.reason, line.detail), line=number, kind="line", raw=line.raw)
        elif line == last_empty:
            stats.empty_lines += 1
        elif isinstance(collector, Libraries) and collector.take(number, line):
            yield from collector.batches(bounds.batch_rows, final=False)
        elif record := _record(line, number, stats, log):
            collector.add(number, line, record)
            yield from collector.batches(bounds.batch_rows, final=False)
        elif record is not None:
            last_empty = line
        yield from log.batches(final=False)
    yield from collector.batches(bounds.batch_rows, final=True)
    yield from log.batches(final=True)


def _record(line: bytes, number: int, stats: Stats, log: RejectLog) -> dict[str, object] | None:
    """Parse a line; an empty dict for one that says nothing, None for one that is refused."""
    try:
        record = parse_line(line) if line and not line.isspace() else {}
    except Reject as reject:
        log.add(reject, line=number, kind="line", raw=line)
        return None
    if is_empty(record):
        stats.empty_lines += 1
        return {}
    return record


def _collector(
    source: Source, stats: Stats, log: RejectLog, memory: RejectedGames, limits: Limits
) -> Games | Libraries | Reviews:
    if source.kind == "items":
        return Libraries(source.number, stats=stats, log=log, batch_rows=limits.batch_rows)
    if source.kind == "reviews":
        return Reviews(source.number, stats=stats, log=log)
    return Games(source.number, stats=stats, log=log, memory=memory)
