"""What learning from a loaded database takes, stage by stage, beside a LAPACK floor.

The floor is one Cholesky factorisation and inverse, in double precision, of a matrix with a row for
each game that somebody owns, in the same run: nothing that solves the same equations can be much
quicker. Nothing is stored.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.linalg import lapack

from bench.harness import HELP, JSON, MB, report
from db.commands import open_command_database
from etl.memory import peak_memory
from etl.models.lifecycle import TrainingOptions
from etl.progress import Lines
from etl.recommender.training import learn_recommendations
from etl.report import Stopwatch, text_table


def floor(games: int) -> float:
    """Factorise and invert a matrix of that many rows; returns seconds."""
    matrix = np.full((games, games), 0.5, order="F")
    np.fill_diagonal(matrix, games)
    started = time.perf_counter()
    factor, _ = lapack.dpotrf(matrix, lower=1, overwrite_a=1)
    lapack.dpotri(factor, lower=1, overwrite_c=1)
    return time.perf_counter() - started


def run() -> dict[str, Any]:
    """Read, learn everything that a training learns, then take the floor.

    Returns:
        Every figure: seconds, bytes and ratios.

    Raises:
        LudotecaError: nothing is loaded, or no server answers.
    """
    watch = Stopwatch(reporter=Lines(Console(stderr=True)))
    with open_command_database() as (_, found):
        learnt = learn_recommendations(found.url, TrainingOptions(), watch)
    peak, games = peak_memory(), learnt.counts["games"]
    least = floor(games)
    stages = {stage.name: stage.seconds for stage in watch.stages}
    build = sum(stages[name] for name in stages if not name.startswith(("read", "meas")))
    return {
        "games": games,
        "floor_seconds": least,
        "stages": stages,
        "build_seconds": build,
        "build_to_floor": build / least,
        "peak_bytes": peak,
        "weights": learnt.counts["weights"],
        "metrics": learnt.metrics,
    }


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    least = found["floor_seconds"]
    seconds = found["stages"] | {"LAPACK floor": least, "all tables": found["build_seconds"]}
    rows = [(name, f"{taken:.1f}", f"{taken / least:.2f}") for name, taken in seconds.items()]
    yield text_table("Learning", ("stage", "seconds", "floors"), rows)
    if found["peak_bytes"]:
        yield f"peak memory {found['peak_bytes'] / MB:,.0f} MB"


@click.command(context_settings=HELP)
@JSON
def main(json_file: Path | None) -> None:
    """Measure what `ludoteca similarities` takes, beside a LAPACK floor of the same run.

    \b
    Example:
      python bench/similarities.py --json figures.json
    """  # noqa: D301 - click's mark for lines to keep
    report(run, tables, json_file)


if __name__ == "__main__":
    main()
