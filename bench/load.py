"""Raw files in; out, what a full load of them takes, stage by stage, beside a floor.

The floor (see bench/floor.py) is taken in the same run on the same machine, so that the ratios
mean the same everywhere; the seconds do not.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from bench import floor, naive
from bench.apart import apart, load_folder, make_sample
from db import local_server
from db.errors import LudotecaError
from db.migrate import upgrade
from etl.report import LoadReport

MB: Final = 1_000_000
AGGREGATES: Final = "refresh"
"""The stage that computes the aggregates; everything else is the way to the core tables.

Those that need no game are computed while games are read, and are part of that way.
"""


def run(data: Path | None, *, games: int, users: int) -> dict[str, Any]:
    """Load into a new database on a server of its own, take the floor, and remove both.

    Args:
        data: the folder of raw files; None makes a sample.
        games: games of the sample.
        users: users of the sample.

    Returns:
        Every figure: seconds, bytes and ratios.

    Raises:
        LudotecaError: the load failed, or no server can be started.
    """
    work = Path(tempfile.mkdtemp(prefix="ludoteca-bench-"))
    work.chmod(0o755)  # as root, the server runs as another user
    try:
        if data is None:
            apart(make_sample, work / "sample", games, users)
        server = local_server.start(work / "pg")  # as shipped: every commit waits for the disk
        upgrade(server.url)
        report = apart(load_folder, server.url, data or work / "sample")
        rows = work / "rows"
        rows.mkdir()
        least = floor.measure(server, [file.path for file in report.sources], folder=rows)
        slice_of_it = naive.measure(server, report.sources)
        return figures(
            report, least, slice_of_it, postgres=server.bin.version, is_sample=data is None
        )
    finally:
        local_server.stop(work / "pg")
        shutil.rmtree(work, ignore_errors=True)


def figures(
    report: LoadReport,
    least: floor.Floor,
    simple: naive.Naive | None,
    *,
    postgres: str,
    is_sample: bool,
) -> dict[str, Any]:
    """Put together what was measured; times in seconds."""
    stages = [
        asdict(stage)
        | {"unpacked_byte_count": least.unpacked.get(stage.name.removeprefix("read "))}
        for stage in report.stages
    ]
    aggregates = sum(stage.seconds for stage in report.stages if stage.name == AGGREGATES)
    core = report.seconds - aggregates
    return {
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "postgres": postgres,
            "settings": "the local server's own; durable: every commit waits for the disk",
        },
        "data": {
            "is_sample": is_sample,
            "files": {file.name: file.byte_count for file in report.sources},
            "rows": {name: counts.get("kept") for name, counts in report.merged.items()},
        },
        "load": {
            "stages": stages,
            "seconds": report.seconds,
            "core_seconds": core,
            "aggregates_seconds": aggregates,
            "peak_bytes": report.peak_bytes,
            "workers_peak_bytes": report.workers_peak_bytes,
        },
        "floor": asdict(least) | {"seconds": least.seconds},
        "naive": None if simple is None else asdict(simple) | {"seconds": simple.seconds},
        "ratios": {
            "core": core / least.seconds,
            "aggregates": aggregates / least.seconds,
            "whole": report.seconds / least.seconds,
            "naive": None if simple is None else simple.seconds / core,
        },
    }


def table(found: dict[str, Any]) -> Iterator[str]:
    """Lay the figures out for a person."""
    machine, made, least = found["machine"], found["load"], found["floor"]
    of = "a generated sample" if found["data"]["is_sample"] else "the given files"
    yield (
        f"A full load of {of} on {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, Postgres {machine['postgres']}."
    )
    yield f"Server settings: {machine['settings']}."
    yield ""
    yield _row("stage", "seconds", "MB/s", "unpacked MB/s")
    for stage in made["stages"]:
        speeds = (
            _speed(stage[size], stage["seconds"]) for size in ("byte_count", "unpacked_byte_count")
        )
        yield _row(stage["name"], f"{stage['seconds']:.2f}", *speeds)
    rest = made["seconds"] - sum(stage["seconds"] for stage in made["stages"])
    yield _row("between the stages", f"{rest:.2f}")
    yield _row("whole load", f"{made['seconds']:.2f}")
    yield ""
    for part in ("gunzip", "copy", "keys", "analyze"):
        size = {"gunzip": sum(least["unpacked"].values()), "copy": least["copied_bytes"]}.get(part)
        speed = _speed(size, least[part])
        yield _row(f"floor: {part}", f"{least[part]:.2f}", *(("", speed) if size else ()))
    yield _row("whole floor", f"{least['seconds']:.2f}")
    yield ""
    yield f"core tables, and aggregates meanwhile {found['ratios']['core']:6.2f} x floor"
    yield f"all other aggregates                 {found['ratios']['aggregates']:6.2f} x floor"
    yield f"raw files to all of it               {found['ratios']['whole']:6.2f} x floor"
    if simple := found["naive"]:
        yield (
            f"the libraries by literal_eval and to_sql {found['ratios']['naive']:4.1f} x the load "
            f"to core ({simple['seconds']:.0f} s, scaled from {simple['lines']:,} lines)"
        )
    own, workers = made["peak_bytes"], made["workers_peak_bytes"]
    if own is None:
        yield "peak memory of the loader: unknown on this system"
    else:
        yield (
            f"peak memory of the loader            {(own + workers) / MB:6.0f} MB "
            f"({own / MB:.0f} own, {workers / MB:.0f} in worker processes)"
        )


def _row(name: str, *columns: str) -> str:
    return (f"{name:<36}" + "".join(f"{column:>15}" for column in columns)).rstrip()


def _speed(byte_count: int | None, seconds: float) -> str:
    return f"{byte_count / MB / seconds:.1f}" if byte_count and seconds else ""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data", required=False, metavar="[DATA]", type=click.Path(path_type=Path))
@click.option("--games", default=10_000, show_default=True, help="Games of the sample.")
@click.option("--users", default=30_000, show_default=True, help="Users of the sample.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures too.")
def main(data: Path | None, games: int, users: int, json_file: Path | None) -> None:
    """Measure a full load of DATA, a folder of raw files, against a floor.

    Without DATA a sample is made and loaded. Everything happens on a server of its own in a
    temporary folder (set TMPDIR to choose the disk), which is removed at the end.

    The floor, taken in the same run: unpack the files; copy the rows that the load ended with
    into bare tables with psql; their primary keys; analyze. The seconds belong to this machine,
    the ratios travel. Progress goes to the standard error, the table to the standard output.
    """
    try:
        found = run(data, games=games, users=users)
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    click.echo("\n".join(table(found)))


if __name__ == "__main__":
    main()
