"""What learning from a loaded database takes, stage by stage, beside a LAPACK floor.

The floor is one Cholesky factorisation and inverse, in double precision, of a matrix with a row for
each game that somebody owns, in the same run: nothing that solves the same equations can be much
quicker. Nothing is stored.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from scipy.linalg import lapack

from db.commands import used_database
from db.errors import LudotecaError
from etl.memory import peak_memory
from etl.models.lifecycle import Options
from etl.progress import Lines
from etl.recommender.training import learn
from etl.report import Stopwatch

MB = 1_000_000


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
    with used_database() as (_, found):
        learnt = learn(found.url, Options(), watch)
    peak = peak_memory()
    games = learnt.counts["games"]
    least = floor(games)
    stages = {stage.name: stage.seconds for stage in watch.stages}
    build = sum(
        seconds for name, seconds in stages.items() if not name.startswith(("read", "meas"))
    )
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


@click.command()
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write every figure.")
def main(json_path: Path | None) -> None:
    """Measure what `ludoteca similarities` takes, beside a LAPACK floor of the same run.

    \b
    Example:
      python bench/similarities.py --json figures.json
    """  # noqa: D301 - click's mark for lines to keep
    try:
        figures = run()
    except LudotecaError as error:
        sys.exit(f"Error: {error}")
    if json_path:
        json_path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    least = figures["floor_seconds"]
    print(f"{'stage':28} {'seconds':>8} {'floors':>7}")
    for name, seconds in figures["stages"].items():
        print(f"{name:28} {seconds:8.1f} {seconds / least:7.2f}")
    print(f"{'LAPACK floor':28} {least:8.1f} {1:7.2f}")
    print(f"{'all tables':28} {figures['build_seconds']:8.1f} {figures['build_to_floor']:7.2f}")
    if figures["peak_bytes"]:
        print(f"peak memory {figures['peak_bytes'] / MB:,.0f} MB")


if __name__ == "__main__":
    main()
