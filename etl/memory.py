"""Memory of this process, in bytes, as far as the system tells."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KILOBYTE = 1024
_NEW_OBJECTS = 50_000


def peak_memory() -> int | None:
    """Return the largest resident size of this process so far; None where nobody tells.

    Linux tells it in /proc: `getrusage` would count the parent's size at the fork in too, which
    makes small worker processes look as large as the loader.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return _peak_by_getrusage()
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * KILOBYTE
    return _peak_by_getrusage()


def available_memory() -> int | None:
    """Return the bytes that new work may use without swapping; None where nobody tells."""
    try:
        memory = Path("/proc/meminfo").read_text(encoding="utf-8")
    except OSError:
        return None
    found = (line.split() for line in memory.splitlines() if line.startswith("MemAvailable:"))
    return next((int(words[1]) * KILOBYTE for words in found), None)


def _peak_by_getrusage() -> int | None:
    try:
        import resource  # noqa: PLC0415 - Windows has no such module
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KILOBYTE


@contextmanager
def reduce_garbage_collection() -> Iterator[None]:
    """Look for garbage in cycles seldom: a batch of rows is many objects, and none of them."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
