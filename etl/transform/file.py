"""Transform of one raw file, line by line, in bounded memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from etl.clean.errors import Reject
from etl.formats import Entry
from etl.formats.official_items import FORMAT as OFFICIAL_ITEMS
from etl.formats.title_ratings import FORMAT as RATINGS
from etl.known_lines import KnownLines
from etl.read.containers import read_entries
from etl.read.lines import MAX_LINE_BYTES, BadLine, read_line_blocks, read_lines
from etl.read.parse import is_empty_record, parse_line
from etl.read.sources import Source
from etl.read.tables import read_rows
from etl.transform.batches import Batch
from etl.transform.collectors import Collectors, Context
from etl.transform.games import RejectedGames
from etl.transform.ratings import UsualLines
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


def transform_file(  # noqa: PLR0913 - what is read, and who hears of it
    source: Source,
    *,
    stats: Stats,
    rejected_games: RejectedGames | None = None,
    context: Context | None = None,
    known: KnownLines | None = None,
    on_entry: Callable[[Entry], None] | None = None,
    on_bytes: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Batch]:
    """Read a raw file and yield clean rows for the staging tables, in bounded memory.

    Args:
        source: the file.
        stats: its counts; they go up as the batches come.
        rejected_games: shared by all games files of a load, see `RejectedGames`.
        context: what files leave to be told; None for nothing.
        known: lines of official libraries that were read before; None where all are to be read.
        on_entry: called with each record that says something; then none goes the fast path.
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
        platform=source.platform,
        context=context or Context(),
        known=known,
    )
    entries: Iterator[tuple[int, bytes, Entry | BadLine | None]]
    match source.format, source.container.shape:
        case of, "lines" if of is OFFICIAL_ITEMS and not on_entry:
            entries = _read_library_lines(source, collectors, stats, bounds, count_bytes)
        case of, "table" if of is RATINGS and not on_entry:
            entries = _read_rating_lines(source, collectors, bounds, count_bytes)
        case _:
            entries = read_entries(
                source.path, source.container, max_bytes=bounds.line_bytes, on_bytes=count_bytes
            )
    last_empty: object = None  # 88,310 equal lines follow each other in the official file
    for number, raw, entry in entries:
        stats.lines_read += entry is not None
        if entry is None:
            yield from collectors.batches(final=False)
        elif isinstance(entry, BadLine):
            log.add(Reject(entry.reason, entry.detail), line=number, kind="line", raw=raw)
        elif entry is last_empty or is_empty_record(entry.fields):
            stats.empty_lines += 1
            last_empty = entry
        else:
            if on_entry is not None:
                on_entry(entry)
            collectors.add(number, raw, entry)
            yield from collectors.batches(final=False)
        yield from log.batches(final=False)
    yield from collectors.batches(final=True)
    yield from log.batches(final=True)


def _read_library_lines(
    source: Source,
    collectors: Collectors,
    stats: Stats,
    bounds: Limits,
    on_bytes: Callable[[int], None],
) -> Iterator[tuple[int, bytes, Entry | BadLine | None]]:
    """Read the lines of the official libraries; None for one that the fast path has kept."""
    for number, line in read_lines(
        source.path,
        packing=source.container.packing,
        max_line_bytes=bounds.line_bytes,
        on_bytes=on_bytes,
    ):
        if isinstance(line, BadLine):
            yield number, line.raw, line
        elif collectors.libraries.take(number, line):
            stats.lines_read += 1
            yield number, line, None
        else:
            try:
                record = parse_line(line) if line and not line.isspace() else {}
                yield number, line, Entry(fields=record, file_name=source.name)
            except Reject as reject:
                bad = BadLine(reason=reject.reason, detail=reject.detail, raw=line)
                yield number, line, bad


def _read_rating_lines(
    source: Source, collectors: Collectors, bounds: Limits, on_bytes: Callable[[int], None]
) -> Iterator[tuple[int, bytes, Entry | BadLine | None]]:
    """Read a table of ratings; None for a block of lines that the fast path has kept.

    A row is one line: nothing that a rating holds has line breaks.
    """
    container = source.container
    usual = UsualLines(container.columns, container.delimiter)
    is_header = container.has_header
    for first, block in read_line_blocks(
        source.path, packing=container.packing, max_line_bytes=bounds.line_bytes, on_bytes=on_bytes
    ):
        if isinstance(block, BadLine):
            yield first, block.raw, block
            continue
        numbers, text, others = usual.split(first, block)
        if len(numbers):
            others += collectors.ratings.take(numbers, text, usual)
            yield first, b"", None
        for line in sorted(others):
            for number, raw, row in read_rows(
                [line],
                delimiter=container.delimiter,
                columns=container.columns,
                has_header=is_header,
            ):
                if isinstance(row, BadLine):
                    yield number, raw, row
                else:
                    yield number, raw, Entry(fields=row, file_name=source.name)
            is_header = is_header and not line[1].strip()


def read_game_names(source: Source, context: Context) -> set[str]:
    """Read the titles by which a file names its games.

    Raises:
        InputError: the file cannot be read to its end.
    """
    asked = _Asked()
    for _ in transform_file(
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
