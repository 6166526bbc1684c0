"""Process numbers and a data folder in; whether they belong together out; signals to those."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PROCESSES = Path("/proc")
POLL_SECONDS = 0.01
FAST = 2  # SIGINT: Postgres cancels statements, closes connections, keeps all data
IMMEDIATE = 3  # SIGQUIT: Postgres ends at once and recovers at the next start
NO_PROCESS = 2**31 - 1  # greater than any process number that a system gives out


def serves(pid: int, data: Path) -> bool:
    """Whether the living process `pid` is a Postgres that works in the folder `data`.

    On Windows it only says that the process is a Postgres.
    """
    if sys.platform == "win32":
        return Path(_signal_pipe(pid)).exists()
    if sys.platform == "linux":
        process = PROCESSES / str(pid)
        try:
            program = (process / "exe").readlink().name  # fails for a zombie
            return program.startswith("postgres") and (process / "cwd").samefile(data)
        except OSError:
            return False
    answer = subprocess.run(  # noqa: S603 - no input but a number
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - POSIX; in the usual place
        capture_output=True,
        text=True,
        check=False,
    )
    return "postgres" in answer.stdout and str(data) in answer.stdout


def send(pid: int, number: int) -> None:
    """Send a signal; a process that is gone by now is fine."""
    if sys.platform == "win32":
        # Postgres on Windows listens for signals on a pipe of its own.
        with suppress(OSError), Path(_signal_pipe(pid)).open("r+b", buffering=0) as pipe:
            pipe.write(bytes([number]))
            pipe.read(1)
    else:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def bury(pid: int) -> bool:
    """Take the exit code of a dead server if it was our child, so that no zombie stays.

    Returns:
        False when it is our child and has not ended yet.
    """
    if sys.platform != "win32":
        with suppress(ChildProcessError):
            return os.waitpid(pid, os.WNOHANG)[0] == pid
    return True


def wait_until(condition: Callable[[], bool], *, timeout: float) -> bool:
    """Poll a condition; return whether it came true within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end_orphans(data: Path, *, timeout: float = 10) -> bool:
    """End what a killed server left working in `data`; return whether nothing is left.

    A backend in a long statement does not notice that its server is gone, and no new server
    may start beside it. Only Linux tells who they are; elsewhere the new server says so.
    """
    for pid in _servants(data):
        send(pid, IMMEDIATE)
    return wait_until(lambda: not _servants(data), timeout=timeout)


def _servants(data: Path) -> list[int]:
    if sys.platform != "linux":
        return []
    numbers = (int(path.name) for path in PROCESSES.iterdir() if path.name.isdigit())
    return [pid for pid in numbers if serves(pid, data)]


def _signal_pipe(pid: int) -> str:
    return rf"\\.\pipe\pgsignal_{pid}"
