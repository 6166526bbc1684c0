"""A load's report in; tables for a terminal, or the same in aligned plain lines, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from etl.grid import Grid, print_grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from etl.report import LoadReport

MEGABYTE: Final = 1_000_000
_NOTHING: Final = "-"


def print_summary(console: Console, report: LoadReport) -> None:
    """Write what a load did: tables on a terminal, plain lines elsewhere."""
    for grid in grids(report):
        print_grid(console, grid)
    for line in remarks(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def grids(report: LoadReport) -> Iterator[Grid]:
    """Lay out files, tables, rejects and stages; what is empty is left out."""
    if report.files:
        yield Grid(
            title="Files",
            header=("file", "lines", "empty", "records", "accepted", "rejected"),
            rows=tuple(
                (
                    file.source.name,
                    *_numbers(
                        file.stats.lines_read,
                        file.stats.empty_lines,
                        file.stats.records_read,
                        file.stats.records_accepted,
                        file.stats.rejected.total(),
                    ),
                )
                for file in report.files
            ),
        )
    if report.merged:
        columns = ("staged", "kept", "collapsed", "inserted", "updated", "unchanged")
        yield Grid(
            title="Tables",
            header=("table", *columns),
            rows=tuple(
                (name.replace("_", " "), *_numbers(*map(counts.get, columns)))
                for name, counts in report.merged.items()
            ),
        )
    if report.rejected:
        yield Grid(
            title="Rejected",
            header=("reason", "count"),
            rows=tuple(
                (reason, f"{count:,}") for reason, count in _greatest_first(report.rejected)
            ),
        )
    yield Grid(
        title="Stages",
        header=("stage", "seconds", "MB/s"),
        rows=tuple(
            (stage.name, f"{stage.seconds:.1f}", _speed(stage.byte_count, stage.seconds))
            for stage in report.stages
        ),
    )


def remarks(report: LoadReport) -> Iterator[str]:
    """Say in sentences how it ended."""
    for source in report.sources:
        for copy in source.copies:
            yield f"{copy} holds the same as {source.name}; it was read once."
    if report.ignored:
        yield f"Not raw files, ignored: {', '.join(report.ignored)}."
    if inferred := report.merged.get("reviews", {}).get("inferred_year"):
        yield f"{inferred:,} reviews without a year belong to {report.crawl_year}."
    if not report.files:
        yield "Nothing changed: exactly these files are in the published data already."
    elif report.status == "unchanged":
        yield "Nothing changed: the published data hold every row of these files already."
    else:
        yield f"Published data version {report.data_version}."
    yield f"{report.seconds:.1f} s in all, {_memory(report)}."


def _memory(report: LoadReport) -> str:
    if report.peak_bytes is None:
        return "peak memory unknown on this system"
    own = f"peak memory {report.peak_bytes / MEGABYTE:.0f} MB"
    if not report.workers_peak_bytes:
        return own
    return f"{own}, and {report.workers_peak_bytes / MEGABYTE:.0f} MB in worker processes"


def _numbers(*counts: int | None) -> tuple[str, ...]:
    return tuple(_NOTHING if count is None else f"{count:,}" for count in counts)


def _greatest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _speed(byte_count: int | None, seconds: float) -> str:
    return f"{byte_count / MEGABYTE / seconds:.1f}" if byte_count and seconds else _NOTHING
