"""One process at a time: a lock on a file that dies with its holder, on any platform."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from db.errors import EmbeddedServerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def exclusive(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold the lock for the body; wait for another holder for at most `timeout` seconds.

    Raises:
        EmbeddedServerError: somebody held it all the time.
    """
    deadline = time.monotonic() + timeout
    with path.open("a+b") as file:
        while True:
            try:
                _lock(file.fileno())
                break
            except (BlockingIOError, PermissionError) as error:
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"Another process has been starting or stopping the server of "
                        f"{path.parent} for {timeout:.0f} seconds; end it and try again"
                    ) from error
            time.sleep(0.02)
        try:
            yield
        finally:
            _unlock(file.fileno())  # also for a process that was forked meanwhile
