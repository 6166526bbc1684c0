"""What learning from a loaded database takes, stage by stage, beside a floor of the same run.

For games the floor is one Cholesky factorisation and inverse, in double precision, of a matrix with
a row for each game that somebody owns: nothing that solves the same equations can be much quicker.
For streaming titles it is one count of as many numbers as there are pairs of ratings by one viewer:
nothing that compares titles by their raters can do without. Nothing is stored.
"""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.linalg import lapack

from bench.harness import HELP, JSON, MB, report
from db.commands import open_command_database
from etl.console import text_table
from etl.load_report import Stopwatch
from etl.memory import peak_memory
from etl.models.commands import DOMAIN, Domain
from etl.models.lifecycle import TrainingOptions
from etl.progress import Lines
from etl.recommender.training import learn_recommendations
from etl.tastes.training import learn_tastes

_SAMPLE: Final = 1 << 22


def pairs_floor(pairs: int) -> float:
    """Count as many numbers, measured on four millions of them; returns seconds."""
    numbers = np.random.default_rng(0).integers(0, 20_000, _SAMPLE)
    started = time.perf_counter()
    np.bincount(numbers)
    return (time.perf_counter() - started) * pairs / _SAMPLE


def floor(games: int) -> float:
    """Factorise and invert a matrix of that many rows; returns seconds."""
    matrix = np.full((games, games), 0.5, order="F")
    np.fill_diagonal(matrix, games)
    started = time.perf_counter()
    factor, _ = lapack.dpotrf(matrix, lower=1, overwrite_a=1)
    lapack.dpotri(factor, lower=1, overwrite_c=1)
    return time.perf_counter() - started


def run(domain: Domain = "games") -> dict[str, Any]:
    """Read, learn everything that a training learns, then take the floor."""
    watch = Stopwatch(reporter=Lines(Console(stderr=True)))
    with open_command_database() as (_, found):
        learn = learn_recommendations if domain == "games" else learn_tastes
        learnt = learn(found.url, TrainingOptions(), watch)
    peak, counts = peak_memory(), learnt.counts
    least = floor(counts["games"]) if domain == "games" else pairs_floor(counts["pairs"])
    stages = {stage.name: stage.seconds for stage in watch.stages}
    build = sum(stages[name] for name in stages if not name.startswith(("read", "meas")))
    return {
        "counts": counts,
        "floor_seconds": least,
        "stages": stages,
        "build_seconds": build,
        "build_to_floor": build / least,
        "peak_bytes": peak,
        "weights": counts["weights"],
        "metrics": learnt.metrics,
    }


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    least = found["floor_seconds"]
    seconds = found["stages"] | {"floor": least, "all tables": found["build_seconds"]}
    rows = [(name, f"{taken:.1f}", f"{taken / least:.2f}") for name, taken in seconds.items()]
    yield text_table("Learning", ("stage", "seconds", "floors"), rows)
    if found["peak_bytes"]:
        yield f"peak memory {found['peak_bytes'] / MB:,.0f} MB"


@click.command(context_settings=HELP)
@DOMAIN
@JSON
def main(domain: Domain, json_file: Path | None) -> None:
    """Measure what `ludoteca similarities` takes, beside a floor of the same run.

    \b
    Examples:
      python bench/similarities.py --json figures.json
      python bench/similarities.py --domain streaming
    """  # noqa: D301 - click's mark for lines to keep
    report(partial(run, domain), tables, json_file)


if __name__ == "__main__":
    main()
