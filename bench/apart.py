"""Work in, what it gives out, done in a process of its own: its peak memory is its own too."""

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console

from etl.load import load
from etl.progress import Lines
from etl.report import LoadReport
from etl.sample import generate


def apart(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - what the work gives
    """Do the work in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def make_sample(folder: Path, games: int, users: int) -> None:
    """Write a generated sample."""
    generate(folder, games=games, users=users)


def load_folder(url: Any, folder: Path) -> LoadReport:  # noqa: ANN401 - a URL, whose type would need an import at run time
    """Load a folder as the command does."""
    # A new process imports its parent's main module first; the command's is small, a benchmark's
    # would make the loader's worker processes look four times as large.
    main = sys.modules["__main__"]
    main.__spec__ = None
    main.__dict__.pop("__file__", None)
    return load(url, [folder], reporter=Lines(Console(stderr=True)))
