"""Processes under measurement: servers, copies of databases, memory limits, processor time."""

import multiprocessing
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from rich.console import Console
from sqlalchemy import URL

from db import local_server
from db.errors import LudotecaError
from db.local_server import Server
from db.migrate import upgrade
from db.settings import CHECKOUT
from etl.load import load
from etl.progress import Lines
from etl.report import LoadReport

START_SECONDS: Final = 60
LEAVE_SECONDS: Final = 10
_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_USER, _SYSTEM = 11, 12  # fields of /proc/<pid>/stat after the name
_CGROUPS: Final = Path("/sys/fs/cgroup")
_VERSIONS: Final = (
    ("cgroup v2", _CGROUPS, "0::", "memory.max", "memory.peak"),
    (
        "cgroup v1",
        _CGROUPS / "memory",
        ":memory:",
        "memory.limit_in_bytes",
        "memory.max_usage_in_bytes",
    ),
)
"""Name, root, mark in /proc/self/cgroup, and the files of the limit and of the peak."""


def in_new_process(work: Callable[..., Any], *arguments: object, **options: object) -> Any:  # noqa: ANN401 - what the work gives
    """Do the work in a new process, whose peak memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def load_folder(url: URL, folder: Path) -> LoadReport:
    """Load a folder as the command does."""
    # A new process imports its parent's main module first; the command's is small, a benchmark's
    # would make the loader's worker processes look four times as large.
    main = sys.modules["__main__"]
    main.__spec__ = None
    main.__dict__.pop("__file__", None)
    return load(url, [folder], reporter=Lines(Console(stderr=True)))


@contextmanager
def new_database(*, durable: bool = True) -> Iterator[tuple[Path, Server]]:
    """Give an empty database on a server of its own, and its folder; both are removed.

    Raises:
        LudotecaError: no server can be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="ludoteca-bench-"))
    folder.chmod(0o755)  # as root, the server runs as another user
    try:
        server = local_server.start(folder / "pg", durable=durable)
        upgrade(server.url)
        yield folder, server
    finally:
        local_server.stop(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def copied(url: URL) -> Iterator[URL]:
    """Copy a database on its server, and drop the copy at the end.

    Raises:
        LudotecaError: somebody is connected to it, or the login may not create databases.
    """
    name = f"ludoteca_bench_{secrets.token_hex(4)}"
    admin = url.set(drivername="postgresql", database="postgres")
    address = admin.render_as_string(hide_password=False)
    copy, source = sql.Identifier(name), sql.Identifier(url.database or "")
    with psycopg.connect(address, autocommit=True) as connection:
        copying = sql.SQL("create database {} template {} strategy file_copy")
        try:
            connection.execute(copying.format(copy, source))
        except psycopg.Error as error:
            raise LudotecaError(f"Cannot copy {url.database} to measure on: {error}") from error
        try:
            connection.execute("checkpoint")
            yield url.set(database=name)
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(copy))


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """An HTTP server under measurement."""

    host: str
    port: int
    pid: int

    def processor_seconds(self) -> float:
        """Sum up what its processes have used; those of Postgres are none of them."""
        return sum(map(_processor_seconds, family(self.pid)))


@contextmanager
def served(application: str, environ: Mapping[str, str], *, workers: int = 1) -> Iterator[Served]:
    """Run an application factory under granian until the block ends; the same for every rival.

    Args:
        application: `module:factory`.
        environ: what it finds in its environment, beside what is there.
        workers: its processes.

    Raises:
        RuntimeError: it does not answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory"]
    options = ["--port", str(port), "--workers", str(workers), "--no-ws", "--log-level", "warning"]
    process = subprocess.Popen(
        [*granian, *options, application],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environ},
    )
    try:
        _wait(process, port)
        yield Served(host="127.0.0.1", port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as asked,
        ):
            asked.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if asked.recv(1):
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start; it ended with {process.poll()}")


def family(pid: int) -> list[int]:
    """List a process and all that come from it."""
    children: list[str] = []
    with suppress(OSError):
        children = (_PROC / f"{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def proportional_bytes(pid: int) -> int:
    """Read a process's PSS: its own pages, and its share of those that it has with others."""
    try:
        lines = (_PROC / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _processor_seconds(pid: int) -> float:
    """Read what a process has used: in nanoseconds where the kernel counts them, else in ticks."""
    with suppress(OSError, IndexError):
        tasks = (_PROC / f"{pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    with suppress(OSError):
        fields = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
    return 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A control group; whatever is started inside of it, and its children, stay in it."""

    kind: str
    folder: Path
    home: Path
    """The group that we are in now."""
    peak: str

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be in it, so that what the block starts is; we ourselves leave at the end."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self.home / "cgroup.procs").write_text(str(os.getpid()))

    def peak_bytes(self) -> int | None:
        """Tell the most that it has held, file cache included; None where that is not counted."""
        with suppress(OSError, ValueError):
            return int((self.folder / self.peak).read_text())
        return None


@contextmanager
def limited(most_bytes: int) -> Iterator[Limit | None]:
    """Make a control group with a limit; None where this machine lets us make none."""
    for kind, root, mark, limit, peak in _VERSIONS:
        folder = root / f"ludoteca-bench-{secrets.token_hex(4)}"
        if not (root / "cgroup.procs").exists():
            continue
        try:
            folder.mkdir()
            with (folder / limit).open("r+") as file:  # there only where memory can be limited
                file.write(str(most_bytes))
        except OSError:
            with suppress(OSError):
                folder.rmdir()
            continue
        try:
            yield Limit(kind=kind, folder=folder, home=_our_group(root, mark), peak=peak)
        finally:
            _remove(folder)
        return
    yield None


def _our_group(root: Path, mark: str) -> Path:
    """Find the folder of the group that we are in; the root where it is not shown to us."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    paths = [line.partition(mark)[2] for line in lines if mark in line]
    found = root / paths[0].lstrip("/") if paths else root
    return found if (found / "cgroup.procs").exists() else root


def _remove(folder: Path) -> None:
    """Remove a group once the last of its processes has ended."""
    deadline = time.monotonic() + LEAVE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            folder.rmdir()
            return
        time.sleep(0.1)
