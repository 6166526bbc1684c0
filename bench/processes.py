"""Server processes in; their addresses, and the processor time and memory that they take, out."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db.settings import CHECKOUT

START_SECONDS: Final = 60
_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_USER, _SYSTEM = 11, 12  # fields of /proc/<pid>/stat after the name


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A server under measurement."""

    host: str
    port: int
    pid: int

    def processor_seconds(self) -> float:
        """Sum up what its processes have used; those of Postgres are none of them."""
        return sum(map(_seconds_of, family(self.pid)))


@contextmanager
def served(
    application: str, environ: Mapping[str, str], *, workers: int = 1, prefix: tuple[str, ...] = ()
) -> Iterator[Served]:
    """Run an application factory under granian until the block ends; the same for every rival.

    Args:
        application: `module:factory`.
        environ: what it finds in its environment, beside what is there.
        workers: its processes.
        prefix: a command that runs the server, where it is to run inside of something.

    Raises:
        RuntimeError: it does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    options = ["--port", str(port), "--workers", str(workers), "--no-ws", "--log-level", "warning"]
    process = subprocess.Popen(  # noqa: S603 - our own servers
        [*prefix, *granian, *options, application],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environ},
    )
    try:
        _wait(process, port)
        yield Served(host="127.0.0.1", port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def family(pid: int) -> list[int]:
    """List a process and all that come from it."""
    try:
        children = (_PROC / f"{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(one for child in children for one in family(int(child)))]


def proportional_bytes(pid: int) -> int:
    """Read a process's PSS: its own pages, and its share of those that it has with others."""
    try:
        lines = (_PROC / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _seconds_of(pid: int) -> float:
    """Read what a process has used: in nanoseconds where the kernel counts them, else in ticks."""
    with suppress(OSError, IndexError):
        tasks = (_PROC / f"{pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    try:
        fields = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as asked:
                asked.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if asked.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start; it ended with {process.poll()}")
