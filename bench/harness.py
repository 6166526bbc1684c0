"""What benchmarks have in common: databases and servers of their own, and reports."""

import json
import multiprocessing
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL

from db import local_server
from db.errors import LudotecaError
from db.local_server import Server
from db.migrate import upgrade
from db.settings import CHECKOUT
from etl.console import print_table
from etl.load import load
from etl.load_report import LoadReport
from etl.progress import Lines

MB: Final = 1_000_000
START_SECONDS: Final = 60
HELP: Final = {"help_option_names": ["-h", "--help"]}
JSON: Final = click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the figures too."
)
PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_USER, _SYSTEM = 11, 12  # fields of /proc/<pid>/stat after the name
_USED = slice(11, 15)  # with those of its children that have ended


def report(
    measure: Callable[[], dict[str, Any]],
    lay_out: Callable[[dict[str, Any]], Iterable[Table | str]],
    json_file: Path | None,
) -> None:
    """Measure, then write the figures to a file and lay them out in tables and lines."""
    try:
        found = measure()
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for part in lay_out(found):
        if isinstance(part, Table):
            print_table(Console(), part)
        else:
            click.echo(part)


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
    """Give an empty database on a server of its own, and its folder; both are removed."""
    folder = Path(tempfile.mkdtemp(prefix="ludoteca-bench-"))
    folder.chmod(0o755)  # as root, the server runs as another user
    try:
        server = local_server.start_server(folder / "pg", durable=durable)
        upgrade(server.url)
        yield folder, server
    finally:
        local_server.stop_server(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def copied(url: URL) -> Iterator[URL]:
    """Copy a database on its server, and drop the copy at the end."""
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
        return sum(map(processor_seconds, process_tree(self.pid)))


@contextmanager
def served(application: str, environ: Mapping[str, str], *, workers: int = 1) -> Iterator[Served]:
    """Run an application factory under granian until the block ends; the same for every rival."""
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
        address = ("127.0.0.1", port)
        with suppress(OSError), socket.create_connection(address, timeout=START_SECONDS) as asked:
            asked.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if asked.recv(1):
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start; it ended with {process.poll()}")


def process_tree(pid: int) -> list[int]:
    """List a process and all that come from it."""
    children: list[str] = []
    with suppress(OSError):
        children = (PROC / f"{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in process_tree(int(child)))]


def processor_seconds(pid: int) -> float:
    """Read what a process has used: in nanoseconds where the kernel counts them, else in ticks."""
    with suppress(OSError, IndexError):
        tasks = (PROC / f"{pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    with suppress(OSError):
        fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS
    return 0.0


def all_processor_seconds(pid: int) -> float:
    """Read what a process and all that it ever started have used; 0 where /proc does not tell."""
    used = 0
    for one in process_tree(pid):
        with suppress(OSError):
            fields = (PROC / f"{one}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[_USED]))
    return used / _TICKS
