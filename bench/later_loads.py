"""What loads after the first take beside it: most users first, then all; then some that changed."""

import gzip
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import click
from rich.table import Table

from bench.harness import (
    HELP,
    JSON,
    all_processor_seconds,
    in_new_process,
    new_database,
    report,
)
from bench.load import AGGREGATES
from db.local_server import Server
from etl.console import text_table
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from etl.load_report import LoadReport
from etl.read.lines import read_lines
from etl.read.parse import Reject, parse_line
from etl.read.sources import Source, discover_sources
from etl.sample import generate_sample

CHANGED_USERS: Final = 100
CHANGED_ITEMS: Final = 3
"""Of each of them."""
_Load: TypeAlias = tuple[LoadReport, float]


def run(data: Path | None, *, share: float, games: int, users: int) -> dict[str, Any]:
    """Load everything at once, and in parts on a second server; both are removed.

    Args:
        data: the folder of raw files; None makes a sample.
        share: how many of the users (0 to 1) come first.
        games: games of the sample.
        users: users of the sample.

    Returns:
        Of each load the seconds of its stages and of all, and the processor seconds of the loader,
        of its processes and of Postgres.

    Raises:
        LudotecaError: a load failed, or no server can be started.
    """
    loads: dict[str, _Load] = {}
    with new_database() as (work, server):
        if data is None:
            in_new_process(generate_sample, work / "sample", games=games, users=users)
            data = work / "sample"
        most, changed = work / "most", work / "changed"
        _cut(data, most, share=share)
        first, _ = loads["all at once"] = _load(server, data)
        _change(data, changed)
        with new_database() as (_, second):
            loads[f"{share:.0%} of the users"] = _load(second, most)
            loads["then all"] = _load(second, data)
            days = [of.crawled_on for of in first.crawls.values() if of.crawled_on]
            crawl = NamedCrawl(file=None, crawled_on=max(days) + timedelta(days=1))
            options = LoadOptions(crawled_on=(crawl,))
            name = f"{CHANGED_USERS} users that changed"
            loads[name] = _load(second, changed, options=options)
    return {
        "loads": {
            name: {
                "seconds": one.seconds,
                "processor_seconds": used,
                "stages": [(stage.name, stage.seconds) for stage in one.stages],
                "known_lines": sum(file.stats.known_lines for file in one.files),
                "lines": sum(file.stats.lines_read for file in one.files),
            }
            for name, (one, used) in loads.items()
        }
    }


def _load(server: Server, folder: Path, *, options: LoadOptions | None = None) -> _Load:
    """Load in a new process; with the processor seconds of all."""

    def used() -> float:
        return all_processor_seconds(os.getpid()) + all_processor_seconds(server.pid)

    before = used()
    made = in_new_process(load, server.url, [folder], options=options)
    return made, used() - before


def _libraries(data: Path) -> Source:
    return next(of for of in discover_sources([data]).sources if of.kind == "items")


def _lines(source: Source) -> Iterator[bytes]:
    for _, line in read_lines(source.path, packing=source.container.packing):
        if isinstance(line, bytes):
            yield line


def _cut(data: Path, target: Path, *, share: float) -> None:
    """Link the files of a folder, but of the libraries' copy the first lines only."""
    target.mkdir()
    libraries = _libraries(data)
    for path in data.iterdir():
        if path.is_file() and path.name != libraries.name:
            (target / path.name).symlink_to(path.resolve())
    lines = list(_lines(libraries))
    with gzip.open(target / libraries.name, "wb", compresslevel=1) as file:
        file.writelines(line + b"\n" for line in lines[: int(share * len(lines))])


def _change(data: Path, target: Path) -> None:
    """Write the lines of a few users, each with some more played."""
    target.mkdir()
    of = random.Random(1)
    chosen = (one for one in _records(data) if len(_items(one)) >= CHANGED_ITEMS)
    with (target / "users_items.json").open("w", encoding="utf-8") as file:
        for record, _ in zip(chosen, range(CHANGED_USERS), strict=False):
            for item in of.sample(_items(record), CHANGED_ITEMS):
                item["playtime_forever"] += 60
            file.write(f"{record!r}\n")


def _records(data: Path) -> Iterator[dict[str, Any]]:
    for line in _lines(_libraries(data)):
        with suppress(Reject):  # the broken lines of a sample
            yield parse_line(line)


def _items(record: dict[str, Any]) -> list[dict[str, Any]]:
    items = record.get("items")
    return items if isinstance(items, list) else []


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    loads = found["loads"]
    whole = loads["all at once"]
    rows: list[Sequence[str]] = []
    for name, one in loads.items():
        refresh = sum(seconds for stage, seconds in one["stages"] if stage == AGGREGATES)
        seconds = one["seconds"]
        known = f"{one['known_lines']:,} of {one['lines']:,}"
        used = one["processor_seconds"]
        ratios = [f"{one[key] / whole[key]:.3f}" for key in ("seconds", "processor_seconds")]
        times = [f"{each:.2f}" for each in (seconds - refresh, refresh, used)]
        rows.append((name, known, *times, *ratios))
    header = (
        "load",
        "known lines",
        "seconds but for refresh",
        "refresh",
        "processor seconds",
        "x all at once",
        "by processor",
    )
    yield text_table("Loads", header, rows)
    for name, one in loads.items():
        stages = [(stage, f"{seconds:.2f}") for stage, seconds in one["stages"]]
        yield text_table(name, ("stage", "seconds"), stages)


@click.command(context_settings=HELP)
@click.argument("data", required=False, metavar="[DATA]", type=click.Path(path_type=Path))
@click.option("--share", default=0.9, show_default=True, help="Users of the load before all.")
@click.option("--games", default=10_000, show_default=True, help="Games of the sample.")
@click.option("--users", default=30_000, show_default=True, help="Users of the sample.")
@JSON
def main(data: Path | None, share: float, games: int, users: int, json_file: Path | None) -> None:
    """Measure loads of DATA, a folder of raw files, after a load of a part of it.

    Without DATA a sample is made. Everything happens on servers of its own in a temporary folder
    (set TMPDIR to choose the disk), which is removed at the end.
    """
    report(lambda: run(data, share=share, games=games, users=users), tables, json_file)


if __name__ == "__main__":
    main()
