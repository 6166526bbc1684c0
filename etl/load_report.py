"""Reports of what was done: stages, counts for the ledger, tables and remarks for a person."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from rich.console import Console
from rich.table import Table

from etl.clean.errors import shortened_repr
from etl.console import print_table, text_table
from etl.crawls import Crawl
from etl.formats import LEFT_OUT
from etl.memory import peak_memory
from etl.progress import MEGABYTE, Reporter
from etl.read.sources import Source
from etl.transform import Stats
from etl.transform.field_warnings import UnreadField

Counts = dict[str, int]
_NOTHING: Final = "-"
_WARNED: Final = ("file", "field", "warning", "count", "share", "example")


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
            "known_lines": stats.known_lines,
            "empty_lines": stats.empty_lines,
            "records": stats.records_read,
            "accepted": stats.records_accepted,
            "users": stats.users_accepted,
            "rejected": dict(stats.rejected),
            "repeated_rejects": stats.repeated_rejects,
            "left_out": dict(stats.left_out),
        }

    def warnings(self) -> Iterator[dict[str, object]]:
        """Write the warnings down for the ledger."""
        return self.stats.warnings.rows(self.source.number)

    def doubtful_fields(self, *, max_share: float) -> list[UnreadField]:
        """List the fields of which more than a share (0 to 1) could not be read."""
        unread = self.stats.warnings.unread_fields()
        return [field for field in unread if field.occurrences > max_share * field.present]


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadReport:
    """What a finished load did; a failed one raises instead."""

    status: Literal["published", "unchanged"]
    data_version: int
    crawl_year: int | None
    """The latest year given to dates without one; None where none was needed."""
    crawls: Mapping[int, Crawl]
    """Of each file, by its number."""
    forgotten: Counts
    """Users and games that were left out, as was asked for once."""
    files: tuple[FileRead, ...]
    """Empty where nothing had to be read."""
    sources: tuple[Source, ...]
    ignored: tuple[str, ...]
    """Names in the folders that are no raw files."""
    left_out: tuple[str, ...]
    """Files in the folders that hold something else, each with what it seems to be."""
    merged: Mapping[str, Mapping[str, int]]
    """Rows by table: staged, kept, collapsed, inserted, updated, unchanged."""
    stages: tuple[Stage, ...]
    seconds: float
    max_unreadable_share: float = 1.0
    """Above it a field that few records have is told as a warning of its own."""
    peak_bytes: int | None = field(default_factory=peak_memory)
    """The loader's own peak memory; None where the system does not tell."""
    workers_peak_bytes: int = 0
    """The sum of its worker processes' peaks."""

    @property
    def rejected(self) -> Counts:
        """Rejected pieces by reason, over all files; the most frequent first, then by name."""
        total: Counter[str] = sum((file.stats.rejected for file in self.files), Counter())
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def print_summary(console: Console, report: LoadReport) -> None:
    """Write what a load did: tables on a terminal, plain lines elsewhere."""
    for table in report_tables(report):
        print_table(console, table)
    for line in report_remarks(report):
        console.out(line, highlight=False)


def print_brief(console: Console, report: LoadReport) -> None:
    """Write what somebody who only wants answers should know of a load."""
    for line in (*_doubtful_field_lines(report), *_left_out_file_lines(report)):
        console.out(line, highlight=False)
    accepted = sum(file.stats.records_accepted for file in report.files)
    refused = sum(report.rejected.values())
    if not report.files:
        line = "Nothing changed: exactly these files are loaded already."
    else:
        why = "; `ludoteca status` tells why" if refused else ""
        line = (
            f"Loaded {accepted:,} records of {len(report.files)} files in {report.seconds:.0f} s; "
            f"{refused:,} refused{why}."
        )
    console.out(line, highlight=False)


def report_tables(report: LoadReport) -> Iterator[Table]:
    """Lay out files, tables, rejects, warnings and stages; what is empty is left out."""
    if report.files:
        header = ("file", "lines", "known", "empty", "records", "accepted", "rejected", "crawl")
        rows = [
            (*_file_row(file), str(report.crawls[file.source.number].crawled_on or "undated"))
            for file in report.files
        ]
        yield text_table("Files", header, rows)
    columns = ("staged", "kept", "collapsed", "inserted", "updated", "unchanged")
    if merged := [
        (name.replace("_", " "), *_format_numbers(*map(counts.get, columns)))
        for name, counts in report.merged.items()
        if any(counts.values())  # of the other domain there may be nothing
    ]:
        yield text_table("Tables", ("table", *columns), merged)
    if report.rejected:
        rejected = [(reason, f"{count:,}") for reason, count in report.rejected.items()]
        yield text_table("Rejected", ("reason", "count"), rejected)
    if warned := [row for file in report.files for row in _warning_rows(file)]:
        yield text_table("Warnings", _WARNED, warned, texts=("field", "warning", "example"))
    stages = [
        (stage.name, f"{stage.seconds:.1f}", _format_speed(stage.byte_count, stage.seconds))
        for stage in report.stages
    ]
    yield text_table("Stages", ("stage", "seconds", "MB/s"), stages)


def report_remarks(report: LoadReport) -> Iterator[str]:
    """Say in sentences how it ended."""
    yield from _doubtful_field_lines(report)
    yield from _left_out_file_lines(report)
    if inferred := report.merged.get("reviews", {}).get("inferred_year"):
        years = {crawl.year for crawl in report.crawls.values() if crawl.year is not None}
        yield (
            f"{inferred:,} reviews without a year belong to the year of their crawl, "
            f"{' or '.join(map(str, sorted(years)))}."
        )
    if early := report.merged.get("scores", {}).get("of_unknown_titles"):
        yield f"{early:,} scores are of titles that are not loaded; they wait for them."
    for what, count in report.forgotten.items():
        if count:
            yield f"Left out, because they were forgotten on request: {count:,} {what}."
    read = {file.source.number for file in report.files}
    if read and (names := [of.name for of in report.sources if of.number not in read]):
        yield f"Not read, for the published data hold them already: {', '.join(names)}."
    if not report.files:
        yield "Nothing changed: exactly these files are in the published data already."
    elif report.status == "unchanged":
        yield "Nothing changed: the published data hold every row of these files, or newer ones."
    else:
        yield f"Published data version {report.data_version}."
    yield f"{report.seconds:.1f} s in all, {_memory_text(report)}."


def _doubtful_field_lines(report: LoadReport) -> Iterator[str]:
    for file in report.files:
        for unread in file.doubtful_fields(max_share=report.max_unreadable_share):
            example = place_and_detail(unread.examples[0])
            yield f"WARNING: {unread_sentence(file, unread)} and are unknown now, as in {example}."


def _left_out_file_lines(report: LoadReport) -> Iterator[str]:
    for source in report.sources:
        for copy in source.copies:
            yield f"{copy} holds the same as {source.name}; it was read once."
    if report.ignored:
        yield f"Not raw files, ignored: {', '.join(report.ignored)}."
    for left_out in report.left_out:
        yield f"Left out: {left_out}."
    yield from left_out_record_lines(report.files)


def left_out_record_lines(files: Iterable[FileRead]) -> Iterator[str]:
    """Say of each file what its format does not load."""
    for file in files:
        for reason, count in file.stats.left_out.items():
            yield f"{file.source.name}: {count:,} {LEFT_OUT[reason]}."


def _memory_text(report: LoadReport) -> str:
    if report.peak_bytes is None:
        return "peak memory unknown on this system"
    own = f"peak memory {report.peak_bytes / MEGABYTE:.0f} MB"
    if not report.workers_peak_bytes:
        return own
    return f"{own}, and {report.workers_peak_bytes / MEGABYTE:.0f} MB in worker processes"


def _file_row(file: FileRead) -> tuple[str, ...]:
    stats = file.stats
    lines = (stats.lines_read, stats.known_lines, stats.empty_lines)
    records = (stats.records_read, stats.records_accepted, stats.rejected.total())
    return file.source.name, *_format_numbers(*lines, *records)


def _warning_rows(file: FileRead) -> Iterator[tuple[str, ...]]:
    warnings = file.stats.warnings
    for warning in warnings:
        [example, *_] = warning.examples
        share = warning.occurrences / warnings.present_count(warning)
        yield (
            file.source.name,
            warning.field,
            warning.kind.replace("_", " "),
            f"{warning.occurrences:,}",
            f"{share:.2%}",
            f"line {example['line_number']:,}: {shortened_repr(example['raw'])}",
        )


def unread_sentence(file: FileRead, unread: UnreadField) -> str:
    """Say how much of a field could not be read."""
    return (
        f"{file.source.name}: {unread.occurrences:,} of {unread.present:,} values of "
        f"{unread.field} cannot be read ({unread.share:.2%})"
    )


def place_and_detail(example: Mapping[str, Any]) -> str:
    """Say where an example stands, what it is and what would be right."""
    line, record = example["line_number"], example["record_number"]
    return f"line {line:,}{f', record {record:,}' if record else ''}: {example['detail']}"


def _format_numbers(*counts: int | None) -> tuple[str, ...]:
    return tuple(_NOTHING if count is None else f"{count:,}" for count in counts)


def _format_speed(byte_count: int | None, seconds: float) -> str:
    return f"{byte_count / MEGABYTE / seconds:.1f}" if byte_count and seconds else _NOTHING
