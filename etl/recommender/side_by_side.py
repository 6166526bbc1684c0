"""Independent tasks in, the same tasks done on several cores out."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    _Task = TypeVar("_Task")

_MOST: Final = 4  # more would wait for each other: what is small holds the interpreter's lock


def usual_threads() -> int:
    """Give one thread a core, at most four."""
    return min(os.cpu_count() or 1, _MOST)


def in_threads(
    work: Callable[[_Task], None], tasks: Iterable[_Task], *, threads: int | None = None
) -> None:
    """Do every task, the first ones first, each on one core.

    What comes out must not depend on who does what when: each task writes to its own memory. BLAS
    may not share a task between cores, or there would be more threads than cores.

    Raises:
        Exception: what went wrong in a task.
    """
    at_once = threads or usual_threads()
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, tasks))
