"""Data folder of a local server: who works in it, who owns it, what a killed server left."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def running_server(data: Path) -> tuple[int, int] | None:
    """Read the process number and the port of the living server of this folder, ready or not."""
    try:
        lines = _read_text_or_empty(data / "postmaster.pid").split("\n")
        pid, port = abs(int(lines[0])), int(lines[3])
    except (ValueError, IndexError):
        return None  # none, or cut short by a full disk or a power failure
    return (pid, port) if _is_server_of_data(pid, data) else None


def read_postmaster_pid(data: Path) -> int | None:
    """Read the process number that a server leaves that was not stopped; also of one that lives."""
    number = _read_text_or_empty(data / "postmaster.pid").partition("\n")[0].lstrip("-")
    return int(number) if number.isdecimal() else None


def data_major_version(data: Path) -> int | None:
    """Tell the major version that made the data; None without data."""
    version = _read_text_or_empty(data / "PG_VERSION").strip()
    return int(version) if version.isdecimal() else None


def last_server_port(data: Path) -> int:
    """Tell the port of the last start; 0 before the first."""
    found = re.search(r'"port=(\d+)"', _read_text_or_empty(data / "postmaster.opts"))
    return int(found[1]) if found else 0


def remove_stale_server_files(data: Path) -> None:
    """Remove what a killed server left; the caller holds the lock and knows that none is alive."""
    # A backend in a long statement does not notice that its server is gone, and no new server
    # may start beside it. Only Linux tells who they are; elsewhere the new server says so.
    deadline = time.monotonic() + 10
    while (pids := _server_pids_of_data(data)) and time.monotonic() < deadline:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        time.sleep(0.01)
    # By now its number may belong to any other process, and Postgres would take that for a
    # server. Backends that are still alive it finds by their shared memory.
    (data / "postmaster.pid").unlink(missing_ok=True)


def change_owner(folder: Path, uid: int | None) -> None:
    """Make the user that runs the server the owner of a folder and all that is in it."""
    if sys.platform != "win32" and os.geteuid() == 0 and folder.stat().st_uid != uid:
        for path in (*folder.rglob("*"), folder):  # last: its owner tells that all is given
            os.chown(path, -1 if uid is None else uid, -1, follow_symlinks=False)


def open_private_file(path: Path, flags: int) -> int:
    """Open a file of a home that nobody but the home's owner may read."""
    handle = os.open(path, flags | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        os.fchmod(handle, 0o600)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


@contextmanager
def hold_file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which dies with its holder; wait for another holder."""
    handle = open_private_file(path, os.O_RDWR)
    try:
        if sys.platform == "win32":
            while True:
                with suppress(OSError):  # it gives up after ten seconds
                    msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                    break
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_text_or_empty(path: Path) -> str:
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.read_text(encoding="utf-8", errors="replace")
    return ""


def _is_server_of_data(pid: int, data: Path) -> bool:
    """Whether a process is a Postgres that works in the folder; elsewhere than on Linux, is one."""
    if sys.platform == "linux":
        return _is_postgres_in_folder(Path(f"/proc/{pid}"), data)
    command = ["ps", "-o", "command=", "-p", str(pid)]
    if sys.platform == "win32":
        command = ["tasklist", "/nh", "/fi", f"PID eq {pid}"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no input but a number
    return "postgres" in listed.stdout


def _server_pids_of_data(data: Path) -> list[int]:
    """List the processes of Postgres that work in a folder; empty elsewhere than on Linux."""
    processes = Path("/proc").glob("[0-9]*")
    return [int(process.name) for process in processes if _is_postgres_in_folder(process, data)]


def _is_postgres_in_folder(process: Path, data: Path) -> bool:
    with suppress(OSError):  # it ended, is a zombie, or is not ours to look at
        is_postgres = (process / "exe").readlink().name.startswith("postgres")
        return is_postgres and (process / "cwd").samefile(data)
    return False
