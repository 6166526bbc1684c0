"""Data folder of a local server: who works in it, who owns it, what a killed server left."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from db.errors import LocalServerError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

POLL_SECONDS = 0.01
NO_PROCESS = 2**31 - 1  # greater than any process number that a system gives out


class PidFile(NamedTuple):
    """What a running server wrote about itself into `postmaster.pid`."""

    pid: int
    port: int
    is_ready: bool


def running(data: Path) -> PidFile | None:
    """Read what the living server of this folder wrote about itself, ready or not."""
    found = _read_pid_file(data)
    return found if found is not None and _serves(found.pid, data) else None


def major_of(data: Path) -> int | None:
    """Tell the major version that made the data; None without data."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def last_port(data: Path) -> int | None:
    """Tell the port of the last start, if there was one."""
    try:
        words = (data / "postmaster.opts").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = re.search(r'"port=(\d+)"', words)
    return int(found[1]) if found else None


def clear_leftovers(data: Path) -> None:
    """Remove what a killed server left; the caller holds the lock and knows that none is alive.

    Raises:
        LocalServerError: processes of it do not end.
    """
    # A backend in a long statement does not notice that its server is gone, and no new server
    # may start beside it. Only Linux tells who they are; elsewhere the new server says so.
    for pid in _processes(data):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
    if not wait_until(lambda: not _processes(data), timeout=10):
        raise LocalServerError(
            f"A killed server left processes that still work in {data} and do not end"
        )
    left = data / "postmaster.pid"
    if not left.exists():
        return
    if _read_pid_file(data) is None:
        left.unlink()  # cut short by a full disk or a power failure
        return
    # By now its number may belong to any other process, and Postgres would take that for a
    # server. The rest of the file stays: by it Postgres finds backends that are still alive.
    lines = left.read_bytes().split(b"\n")
    left.write_bytes(b"\n".join([str(NO_PROCESS).encode(), *lines[1:]]))


def give(folder: Path, uid: int | None) -> None:
    """Make the user that runs the server the owner of a folder and all that is in it.

    Raises:
        LocalServerError: it belongs to somebody else and we are not root.
    """
    if uid is None or sys.platform == "win32" or (found := folder.stat().st_uid) == uid:
        return
    if os.geteuid() != 0:
        raise LocalServerError(
            f"{folder} belongs to the user with the number {found}, not to you ({uid}); "
            f"run as that user, or set LUDOTECA_HOME to a folder of your own"
        )
    for parent, _, files in os.walk(folder, topdown=False):  # `folder` itself comes last
        for path in (parent, *(os.path.join(parent, file) for file in files)):  # noqa: PTH118 - os.walk gives strings
            os.chown(path, uid, -1, follow_symlinks=False)


def private_file(path: Path, flags: int) -> int:
    """Open a file of a home that nobody but the home's owner may read."""
    handle = os.open(path, flags | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        if os.fstat(handle).st_uid == os.geteuid():
            os.fchmod(handle, 0o600)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


@contextmanager
def exclusive(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold the lock of a file, which dies with its holder; wait for another holder.

    Raises:
        LocalServerError: somebody held it for `timeout` seconds.
    """
    handle = private_file(path, os.O_RDWR)
    try:
        if not wait_until(lambda: _lock(handle), timeout=timeout):
            raise LocalServerError(
                f"Another process has been starting or stopping the server of {path.parent} "
                f"for {timeout:.0f} seconds; end it and try again"
            )
        yield
    finally:
        _unlock(handle)  # also for a process that was forked meanwhile
        os.close(handle)


def wait_until(condition: Callable[[], bool], *, timeout: float) -> bool:
    """Poll a condition; return whether it came true within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _read_pid_file(data: Path) -> PidFile | None:
    """Give None where there is no whole `postmaster.pid`."""
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in text.split("\n")]
        return PidFile(abs(int(lines[0])), int(lines[3]), lines[7:8] == ["ready"])
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return None


def _serves(pid: int, data: Path) -> bool:
    """Whether a process is a Postgres that works in the folder; elsewhere than on Linux, is one."""
    if sys.platform == "linux":
        process = Path("/proc", str(pid))
        try:  # fails for a zombie
            name = (process / "exe").readlink().name
            return name.startswith("postgres") and (process / "cwd").samefile(data)
        except OSError:
            return False
    command = ["ps", "-o", "command=", "-p", str(pid)]
    if sys.platform == "win32":
        command = ["tasklist", "/nh", "/fi", f"PID eq {pid}"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no input but a number
    return "postgres" in listed.stdout


def _processes(data: Path) -> list[int]:
    if sys.platform != "linux":
        return []
    numbers = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [pid for pid in numbers if _serves(pid, data)]


if sys.platform == "win32":

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
