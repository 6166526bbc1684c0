"""How loading, tables and answers grow with generated sets of growing size.

Every size is loaded into a new server as shipped. The rows come from the project's own generator:
the catalogue stays, the users grow, as the community of a shop does.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

import click
import psycopg
from rich.table import Table

from bench.harness import HELP, JSON, MB, in_new_process, load_folder, new_database, report
from bench.questions import QUESTIONS
from etl.console import text_table
from etl.sample import generate_sample

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
    select relnamespace::regnamespace || '.' || relname, pg_total_relation_size(oid)
    from pg_catalog.pg_class
    where relnamespace in ('core'::regnamespace, 'agg'::regnamespace) and relkind in ('r', 'm')
"""


def measure(size: float) -> dict[str, Any]:
    """Measure one size on a server of its own, which is removed."""
    with new_database() as (work, server):  # as shipped
        started = time.perf_counter()
        users = max(1, int(USERS * size))
        in_new_process(generate_sample, work / "sample", games=GAMES, users=users)
        generated = time.perf_counter() - started
        loaded = in_new_process(load_folder, server.url, work / "sample")
        aggregates = sum(stage.seconds for stage in loaded.stages if stage.name == "refresh")
        address = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in _SETTLING:
                connection.execute(statement.encode())
            sizes: dict[str, int] = dict(connection.execute(_TABLES.encode()).fetchall())
            questions = _latencies(connection)
    return {
        "size": size,
        **{name: loaded.merged[name]["kept"] for name in ("items", "users", "reviews")},
        "generated_seconds": generated,
        "load_seconds": loaded.seconds,
        "aggregates_seconds": aggregates,
        "peak_bytes": (loaded.peak_bytes or 0) + loaded.workers_peak_bytes,
        "table_bytes": sizes,
        "question_seconds": questions,
    }


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


def tables(found: dict[str, Any]) -> Iterator[Table]:
    """Lay the figures out for a person; factors are to the first size."""
    sizes = found["sizes"]
    heads = [f"{size['size']:g} x" for size in sizes]
    rows = [
        (name, *(f"{size[name]:,}" for size in sizes)) for name in ("items", "users", "reviews")
    ]
    rows += [
        (name.replace("_", " "), *_growing([size[name] for size in sizes], 1))
        for name in ("generated_seconds", "load_seconds", "aggregates_seconds")
    ]
    rows.append(("loader's peak, MB", *(f"{size['peak_bytes'] / MB:.0f}" for size in sizes)))
    yield text_table("Loading", ("size", *heads), rows)
    largest = sizes[-1]["table_bytes"]
    rows = [
        (name, *(f"{size['table_bytes'][name] / MB:.1f}" for size in sizes))
        for name in sorted(largest, key=largest.__getitem__, reverse=True)[:SHOWN_TABLES]
    ]
    yield text_table("Largest tables, MB", ("table", *heads), rows)
    rows = [
        (name, *_growing([size["question_seconds"][name] * 1000 for size in sizes], 2))
        for name in QUESTIONS
    ]
    yield text_table("Answers, ms", ("question", *heads), rows)


def _growing(values: Sequence[float], digits: int) -> list[str]:
    return [f"{value:.{digits}f} ({value / values[0]:.2f} x)" for value in values]


def _sizes(_: click.Context, __: click.Parameter, value: str) -> list[float]:
    try:
        sizes = [float(size) for size in value.split(",")]
    except ValueError as error:
        raise click.BadParameter("give numbers with commas between them, such as 1,3,10") from error
    if not all(0 < size <= 100 for size in sizes):  # 500 million items
        raise click.BadParameter("each size should be above 0 and at most 100")
    return sizes


@click.command(context_settings=HELP)
@click.option(
    "--sizes",
    default="1,3,10",
    show_default=True,
    callback=_sizes,
    help="Sizes to measure; 1 is the size of the real set.",
)
@JSON
def main(sizes: list[float], json_file: Path | None) -> None:
    """Measure how loading and answering grow with generated data.

    Each size is made, loaded into a server of its own in a temporary folder (set TMPDIR to choose
    the disk; 10 times the real size takes about 8 GB) and asked every question; then it is removed.
    Answers are measured after a vacuum and a checkpoint, which Postgres would begin by itself.
    Factors are to the first size.
    """
    report(lambda: {"sizes": [measure(size) for size in sizes]}, tables, json_file)


if __name__ == "__main__":
    main()
