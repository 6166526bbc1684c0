"""Transform of one raw file, line by line, in bounded memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from etl.clean.errors import Reject
from etl.formats import Entry
from etl.formats.official_items import FORMAT as OFFICIAL_ITEMS
from etl.read.lines import MAX_LINE_BYTES, BadLine, read_lines
from etl.read.parse import is_empty, parse_line
from etl.read.sources import Source
from etl.transform.batches import Batch
from etl.transform.collectors import Collectors, Context
from etl.transform.games import RejectedGames
from etl.transform.rejects import DETAILED_ROWS, RejectLog, Stats


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What bounds the memory of a transform."""

    batch_rows: int = 65_536
    """Rows per batch, about; reviews come in smaller ones."""
    line_bytes: int = MAX_LINE_BYTES
    """A longer line is a reject."""
    detailed_rejects: int = DETAILED_ROWS
    """Rows of staging.rejects per file; the counts stay exact."""


def transform(  # noqa: PLR0913 - what is read, and who hears of it
    source: Source,
    *,
    stats: Stats,
    rejected_games: RejectedGames | None = None,
    context: Context | None = None,
    on_bytes: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Batch]:
    """Read a raw file and yield clean rows for the staging tables, in bounded memory.

    Args:
        source: the file.
        stats: its counts; they go up as the batches come.
        rejected_games: shared by all games files of a load, see `RejectedGames`.
        context: what files leave to be told; None for nothing.
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
    collectors = Collectors(
        source.number,
        source.format,
        stats=stats,
        log=log,
        memory=rejected_games or RejectedGames(),
        batch_rows=bounds.batch_rows,
        context=context or Context(),
    )
    lines = read_lines(
        source.path,
        is_gzip=source.is_gzip,
        max_line_bytes=bounds.line_bytes,
        on_bytes=count_bytes,
    )
    last_empty: bytes | None = None  # 88,310 such lines follow each other in the official file
    for number, line in lines:
        stats.lines_read += 1
        if isinstance(line, BadLine):
            log.add(Reject(line.reason, line.detail), line=number, kind="line", raw=line.raw)
        elif line == last_empty:
            stats.empty_lines += 1
        elif source.format is OFFICIAL_ITEMS and collectors.libraries.take(number, line):
            yield from collectors.batches(final=False)
        elif record := _record(line, number, stats, log):
            entry = Entry(fields=record, file_name=source.name)
            collectors.add(number, line, entry)
            yield from collectors.batches(final=False)
        elif record is not None:
            last_empty = line
        yield from log.batches(final=False)
    yield from collectors.batches(final=True)
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


def titles_of(source: Source, context: Context) -> set[str]:
    """Read the titles by which a file names its games.

    Raises:
        InputError: the file cannot be read to its end.
    """
    asked = _Asked()
    for _ in transform(
        source,
        stats=Stats(),
        context=replace(context, titles=asked),
        limits=Limits(detailed_rejects=0),
    ):
        pass  # the rows have no games yet
    return asked.titles


class _Asked(dict[str, int]):
    """An empty dictionary that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: set[str] = set()

    def __missing__(self, title: str) -> int:
        self.titles.add(title)
        raise KeyError(title)
