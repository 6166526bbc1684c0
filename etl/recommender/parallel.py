"""Independent tasks on several cores."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from threadpoolctl import threadpool_limits

_Task = TypeVar("_Task")

_MOST: Final = 4  # more would wait for each other: what is small holds the interpreter's lock


def default_threads() -> int:
    """Give one thread a core, at most four."""
    return min(os.cpu_count() or 1, _MOST)


def run_parallel(
    work: Callable[[_Task], None], tasks: Iterable[_Task], *, threads: int | None = None
) -> None:
    """Do every task, the first ones first, each on one core.

    What comes out must not depend on who does what when: each task writes to its own memory. BLAS
    may not share a task between cores, or there would be more threads than cores.
    """
    at_once = threads or default_threads()
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, tasks))
