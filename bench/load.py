r"""What a full load takes, stage by stage, beside a floor and the textbook way.

The floor is the sum of: unpacking the files to nowhere, `\copy` of the very rows that the load
ended with into bare tables, their primary keys, and analyze. The textbook way reads every line of
the libraries with ast.literal_eval, flattens it into a pandas DataFrame and writes with `to_sql`; a
slice of the file is done so and scaled, by bytes, to the whole of it. Both are taken in the same
run on the same machine, so that the ratios mean the same everywhere; the seconds do not.
"""

import ast
import os
import platform
import subprocess
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
import pandas as pd
import psycopg
from rich.table import Table
from sqlalchemy import Table as SchemaTable
from sqlalchemy import create_engine

from bench.harness import HELP, JSON, MB, in_new_process, load_folder, new_database, report
from db.local_server import Server
from db.models import metadata
from etl.console import text_table
from etl.load_report import LoadReport
from etl.read.lines import read_lines
from etl.read.sources import Source
from etl.sample import generate_sample

AGGREGATES: Final = "refresh"
"""The stage that computes the aggregates; everything else is the way to the core tables.

Those that need no game are computed while games are read, and are part of that way.
"""
SCHEMA: Final = "floor"
LEDGER: Final = frozenset(
    {"loads", "load_files", "load_warnings", "known_lines", "touched_keys", "rejects"}
)
"""Tables of core that tell about loads; no raw file holds their rows."""
SLICE_BYTES: Final = 4_000_000

_STATEMENTS: Final = {
    "copy": f"\\copy {SCHEMA}.{{0}} from '{{0}}.txt'",
    "keys": f"alter table {SCHEMA}.{{0}} add primary key ({{1}})",
    "analyze": f"analyze {SCHEMA}.{{0}}",
}
_BLOCK_BYTES: Final = 2**20
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


def run(data: Path | None, *, games: int, users: int) -> dict[str, Any]:
    """Load into a new database on a server of its own, take the floor, and remove both."""
    with new_database() as (work, server):  # as shipped: every commit waits for the disk
        if data is None:
            in_new_process(generate_sample, work / "sample", games=games, users=users)
        loaded = in_new_process(load_folder, server.url, data or work / "sample")
        rows = work / "rows"
        rows.mkdir()
        floor = _measure_floor(server, [file.path for file in loaded.sources], folder=rows)
        textbook = _measure_textbook(server, loaded.sources)
        found = _figures(loaded, floor, textbook)
        found["machine"]["postgres"] = server.bin.version
        found["data"]["is_sample"] = data is None
        return found


def _figures(
    loaded: LoadReport, floor: dict[str, Any], textbook: dict[str, Any] | None
) -> dict[str, Any]:
    """Put together what was measured; times in seconds."""
    unpacked = floor["unpacked"]
    stages = [
        asdict(stage) | {"unpacked_byte_count": unpacked.get(stage.name.removeprefix("read "))}
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


def _measure_floor(server: Server, files: Iterable[Path], *, folder: Path) -> dict[str, Any]:
    """Take the floor of the load that filled the server's database.

    Returns:
        Seconds of each part (`gunzip`, `copy`, `keys`, `analyze`) and of all, `seconds`; bytes of
        each file when `unpacked`, and the size of the rows as COPY writes them, `copied_bytes`.
    """
    started = time.perf_counter()
    unpacked = {path.name: _unpack(path) for path in files}
    gunzip = time.perf_counter() - started
    tables = [
        table
        for table in metadata.sorted_tables
        if table.schema == "core" and table.name not in LEDGER
    ]
    copied_bytes = dump_tables(server, tables, folder=folder)
    run_psql(server, ["checkpoint"], folder=folder)  # the load's pages are not the floor's to write
    keys = {table.name: ", ".join(table.primary_key.columns.keys()) for table in tables}
    parts = {"gunzip": gunzip}
    for part, statement in _STATEMENTS.items():
        started = time.perf_counter()
        run_psql(server, [statement.format(*pair) for pair in keys.items()], folder=folder)
        parts[part] = time.perf_counter() - started
    sizes = {"unpacked": unpacked, "copied_bytes": copied_bytes}
    return parts | sizes | {"seconds": sum(parts.values())}


def _unpack(path: Path) -> int:
    """Read a file to its end, unpacked where it is gzip; returns the bytes that came out."""
    byte_count = 0
    with path.open("rb", buffering=0) as file:
        block = file.read(_BLOCK_BYTES)
        is_gzip = block.startswith(b"\x1f\x8b")
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        while block:
            packed = block if is_gzip else b""
            byte_count += 0 if is_gzip else len(block)
            while packed:
                byte_count += len(unpacker.decompress(packed))
                packed = unpacker.unused_data
                if packed:  # another member follows in the same file
                    unpacker = zlib.decompressobj(_GZIP_WINDOW)
            block = file.read(_BLOCK_BYTES)
    return byte_count


def dump_tables(server: Server, tables: Iterable[SchemaTable], *, folder: Path) -> int:
    """Write the rows of each table to a file and make a bare table for them."""
    address = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    byte_count = 0
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"create schema {SCHEMA}".encode())
        for table in tables:
            query = f"copy (select * from core.{table.name}) to stdout"  # noqa: S608 - our own names
            target = folder / f"{table.name}.txt"
            with target.open("wb") as file, connection.cursor().copy(query.encode()) as rows:
                byte_count += sum(file.write(block) for block in rows)
            connection.execute(
                f"create table {SCHEMA}.{table.name} (like core.{table.name})".encode()
            )
    return byte_count


def run_psql(server: Server, statements: Iterable[str], *, folder: Path) -> None:
    """Let psql execute statements, each by itself, in a folder where its files are."""
    url = server.url
    command = [
        str(server.bin.folder / "psql"),
        *("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"),
        f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}",
        *(word for statement in statements for word in ("--command", statement)),
    ]
    environment = os.environ | {"PGPASSWORD": str(url.password)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"psql failed: {ended.stderr}")


def _measure_textbook(server: Server, sources: Iterable[Source]) -> dict[str, Any] | None:
    """Take a slice of the largest library file; None where there is none.

    Returns:
        Seconds to `read` and to `write` the slice, its `lines`, its `share` of the file's bytes,
        and the `seconds` that the whole file would take.
    """
    libraries = [source for source in sources if source.kind == "items"]
    if not libraries:
        return None
    source = max(libraries, key=lambda file: file.byte_count)
    taken: list[bytes] = []
    whole = part = 0
    for _, line in read_lines(source.path, packing=source.container.packing):
        if not isinstance(line, bytes):
            continue
        whole += len(line)
        if part < SLICE_BYTES:
            part += len(line)
            taken.append(line)
    started = time.perf_counter()
    frame = pd.json_normalize(list(_records(taken)), record_path="items", meta=["user_id"])
    read = time.perf_counter() - started
    engine = create_engine(server.url)
    with engine.begin() as connection:
        started = time.perf_counter()
        frame.to_sql("textbook_items", connection, schema=SCHEMA, index=False)
    write = time.perf_counter() - started
    engine.dispose()
    share = part / whole
    found = {"read": read, "write": write, "lines": len(taken), "share": share}
    return found | {"seconds": (read + write) / share}


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
    for line in lines:
        with suppress(ValueError, SyntaxError):  # the broken lines of a sample
            record = ast.literal_eval(line.decode())
            if isinstance(record, dict) and isinstance(record.get("items"), list):
                items = [item for item in record["items"] if isinstance(item, dict)]
                yield {"user_id": record.get("user_id"), "items": items}


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
