"""Generated sets of growing size in; out, how loading, tables and answers grow with them.

Every size is loaded into a new server as shipped. The rows come from the project's own generator:
the catalogue stays, the users grow, as the community of a shop does.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

import click
import psycopg

from bench.apart import apart, load_folder, make_sample
from bench.questions import QUESTIONS
from db import local_server
from db.errors import LudotecaError
from db.migrate import upgrade

MB: Final = 1_000_000
GAMES: Final = 32_000
USERS: Final = 88_000
"""Users of the real set, about; with 58 games each they own 5.1 million."""
SHOWN_TABLES: Final = 8
"""The largest of the last size."""
REPEATS: Final = 51
_SETTLING: Final = ("vacuum (analyze)", "checkpoint")
"""What Postgres does by itself in the minutes after a load: not what an answer takes.

After ten times the real size it slowed whatever was asked meanwhile to half.
"""
_TABLES: Final = """
    select
        pg_namespace.nspname || '.' || pg_class.relname,
        pg_total_relation_size(pg_class.oid)
    from pg_catalog.pg_class
    inner join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_namespace.nspname in ('core', 'agg') and pg_class.relkind in ('r', 'm')
"""


def run(sizes: Sequence[float]) -> dict[str, Any]:
    """Measure each size on a server of its own, which is removed before the next one.

    Raises:
        LudotecaError: a load failed, or no server can be started.
    """
    return {"sizes": [_measured(size) for size in sizes]}


def _measured(size: float) -> dict[str, Any]:
    work = Path(tempfile.mkdtemp(prefix="ludoteca-scale-"))
    work.chmod(0o755)  # as root, the server runs as another user
    try:
        started = time.perf_counter()
        apart(make_sample, work / "sample", GAMES, max(1, int(USERS * size)))
        generated = time.perf_counter() - started
        server = local_server.start(work / "pg")  # as shipped
        upgrade(server.url)
        report = apart(load_folder, server.url, work / "sample")
        aggregates = sum(stage.seconds for stage in report.stages if stage.name == "refresh")
        address = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in _SETTLING:
                connection.execute(statement.encode())
            tables: dict[str, int] = dict(connection.execute(_TABLES.encode()).fetchall())
            questions = _latencies(connection)
        return {
            "size": size,
            "items": report.merged["items"]["kept"],
            "users": report.merged["users"]["kept"],
            "reviews": report.merged["reviews"]["kept"],
            "generated_seconds": generated,
            "load_seconds": report.seconds,
            "aggregates_seconds": aggregates,
            "peak_bytes": (report.peak_bytes or 0) + report.workers_peak_bytes,
            "table_bytes": tables,
            "question_seconds": questions,
        }
    finally:
        local_server.stop(work / "pg")
        shutil.rmtree(work, ignore_errors=True)


def _latencies(connection: psycopg.Connection[Any]) -> dict[str, float]:
    """Ask every question again and again; the median of what each takes, in seconds.

    All of them in each round: what else the machine does for a second meets every question once,
    not one of them every time. The first round only makes plans.
    """
    taken: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for place in range(1 + REPEATS):
        for name, query in QUESTIONS.items():
            started = time.perf_counter()
            connection.execute(query.encode()).fetchall()
            if place > 0:
                taken[name].append(time.perf_counter() - started)
    return {name: median(found) for name, found in taken.items()}


def table(found: dict[str, Any]) -> Iterator[str]:
    """Lay the figures out for a person; factors are to the first size."""
    sizes = found["sizes"]
    first = sizes[0]
    yield _row("size", *(f"{size['size']:g} x" for size in sizes))
    for name in ("items", "users", "reviews"):
        yield _row(name, *(f"{size[name]:,}" for size in sizes))
    for name in ("generated_seconds", "load_seconds", "aggregates_seconds"):
        yield _row(
            name.replace("_", " "),
            *(f"{size[name]:.1f} ({size[name] / first[name]:.2f} x)" for size in sizes),
        )
    yield _row("loader's peak, MB", *(f"{size['peak_bytes'] / MB:.0f}" for size in sizes))
    yield ""
    largest = sizes[-1]["table_bytes"]
    for name in sorted(largest, key=largest.__getitem__, reverse=True)[:SHOWN_TABLES]:
        bytes_of = (size["table_bytes"][name] / MB for size in sizes)
        yield _row(f"{name}, MB", *(f"{value:.1f}" for value in bytes_of))
    yield ""
    for name, seconds in first["question_seconds"].items():
        taken = [size["question_seconds"][name] for size in sizes]
        yield _row(
            f"{name}, ms", *(f"{value * 1000:.2f} ({value / seconds:.2f} x)" for value in taken)
        )


def _row(name: str, *columns: str) -> str:
    return (f"{name:<36}" + "".join(f"{column:>20}" for column in columns)).rstrip()


def _sizes(_: click.Context, __: click.Parameter, value: str) -> list[float]:
    try:
        sizes = [float(size) for size in value.split(",")]
    except ValueError as error:
        raise click.BadParameter("give numbers with commas between them, such as 1,3,10") from error
    if not all(0 < size <= 100 for size in sizes):  # noqa: PLR2004 - 500 million items
        raise click.BadParameter("each size should be above 0 and at most 100")
    return sizes


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--sizes",
    default="1,3,10",
    show_default=True,
    callback=_sizes,
    help="Sizes to measure; 1 is the size of the real set.",
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures too.")
def main(sizes: list[float], json_file: Path | None) -> None:
    """Measure how loading and answering grow with generated data.

    Each size is made, loaded into a server of its own in a temporary folder (set TMPDIR to choose
    the disk; 10 times the real size takes about 8 GB) and asked every question; then it is removed.
    Answers are measured after a vacuum and a checkpoint, which Postgres would begin by itself.
    Factors are to the first size.
    """
    try:
        found = run(sizes)
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    click.echo("\n".join(table(found)))


if __name__ == "__main__":
    main()
