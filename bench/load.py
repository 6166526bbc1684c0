"""What a full load takes, stage by stage, beside a floor.

The floor (see bench/floor.py) is taken in the same run on the same machine, so that the ratios
mean the same everywhere; the seconds do not.
"""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
from rich.table import Table

from bench.floor import measure_floor, measure_textbook
from bench.processes import in_new_process, load_folder, new_database
from bench.report import HELP, JSON, MB, report
from etl.report import LoadReport
from etl.sample import generate
from etl.tables import text_table

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
    with new_database() as (work, server):  # as shipped: every commit waits for the disk
        if data is None:
            in_new_process(generate, work / "sample", games=games, users=users)
        loaded = in_new_process(load_folder, server.url, data or work / "sample")
        rows = work / "rows"
        rows.mkdir()
        floor = measure_floor(server, [file.path for file in loaded.sources], folder=rows)
        textbook = measure_textbook(server, loaded.sources)
        found = figures(loaded, floor, textbook)
        found["machine"]["postgres"] = server.bin.version
        found["data"]["is_sample"] = data is None
        return found


def figures(
    loaded: LoadReport, floor: dict[str, Any], textbook: dict[str, Any] | None
) -> dict[str, Any]:
    """Put together what was measured; times in seconds."""
    stages = [
        asdict(stage)
        | {"unpacked_byte_count": floor["unpacked"].get(stage.name.removeprefix("read "))}
        for stage in loaded.stages
    ]
    aggregates = sum(stage.seconds for stage in loaded.stages if stage.name == AGGREGATES)
    core = loaded.seconds - aggregates
    return {
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "settings": "the local server's own; durable: every commit waits for the disk",
        },
        "data": {
            "files": {file.name: file.byte_count for file in loaded.sources},
            "rows": {name: counts.get("kept") for name, counts in loaded.merged.items()},
        },
        "load": {
            "stages": stages,
            "seconds": loaded.seconds,
            "core_seconds": core,
            "aggregates_seconds": aggregates,
            "peak_bytes": loaded.peak_bytes,
            "workers_peak_bytes": loaded.workers_peak_bytes,
        },
        "floor": floor,
        "naive": textbook,
        "ratios": {
            "core": core / floor["seconds"],
            "aggregates": aggregates / floor["seconds"],
            "whole": loaded.seconds / floor["seconds"],
            "naive": textbook and textbook["seconds"] / core,
        },
    }


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    machine, made, floor = found["machine"], found["load"], found["floor"]
    of = "a generated sample" if found["data"]["is_sample"] else "the given files"
    yield (
        f"A full load of {of} on {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, Postgres {machine['postgres']}."
    )
    yield f"Server settings: {machine['settings']}."
    rest = made["seconds"] - sum(stage["seconds"] for stage in made["stages"])
    rows = [
        _row(stage["name"], stage["seconds"], stage["byte_count"], stage["unpacked_byte_count"])
        for stage in made["stages"]
    ]
    rows += [_row("between the stages", rest), _row("whole load", made["seconds"])]
    moved = {"gunzip": sum(floor["unpacked"].values()), "copy": floor["copied_bytes"]}
    rows += [
        _row(f"floor: {part}", floor[part], None, moved.get(part))
        for part in ("gunzip", "copy", "keys", "analyze")
    ]
    rows.append(_row("whole floor", floor["seconds"]))
    yield text_table("Seconds", ("stage", "seconds", "MB/s", "unpacked MB/s"), rows)
    ratios = {
        "core tables, and aggregates meanwhile": "core",
        "all other aggregates": "aggregates",
        "raw files to all of it": "whole",
    }
    rows = [(name, f"{found['ratios'][key]:.2f}") for name, key in ratios.items()]
    yield text_table("Ratios", ("part", "x floor"), rows)
    if textbook := found["naive"]:
        yield (
            f"the libraries by literal_eval and to_sql {found['ratios']['naive']:4.1f} x the load "
            f"to core ({textbook['seconds']:.0f} s, scaled from {textbook['lines']:,} lines)"
        )
    own, workers = made["peak_bytes"], made["workers_peak_bytes"]
    if own is None:
        yield "peak memory of the loader: unknown on this system"
    else:
        yield (
            f"peak memory of the loader: {(own + workers) / MB:.0f} MB "
            f"({own / MB:.0f} own, {workers / MB:.0f} in worker processes)"
        )


def _row(name: str, seconds: float, *sizes: int | None) -> tuple[str, ...]:
    speeds = [f"{size / MB / seconds:.1f}" if size and seconds else "" for size in sizes]
    return name, f"{seconds:.2f}", *speeds, *[""] * (2 - len(speeds))


@click.command(context_settings=HELP)
@click.argument("data", required=False, metavar="[DATA]", type=click.Path(path_type=Path))
@click.option("--games", default=10_000, show_default=True, help="Games of the sample.")
@click.option("--users", default=30_000, show_default=True, help="Users of the sample.")
@JSON
def main(data: Path | None, games: int, users: int, json_file: Path | None) -> None:
    """Measure a full load of DATA, a folder of raw files, against a floor.

    Without DATA a sample is made and loaded. Everything happens on a server of its own in a
    temporary folder (set TMPDIR to choose the disk), which is removed at the end.

    The floor, taken in the same run: unpack the files; copy the rows that the load ended with
    into bare tables with psql; their primary keys; analyze. The seconds belong to this machine,
    the ratios travel. Progress goes to the standard error, the table to the standard output.
    """
    report(lambda: run(data, games=games, users=users), tables, json_file)


if __name__ == "__main__":
    main()
