"""Loads in processes of their own, held at a place of the test's choosing."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, text

from db.settings import CHECKOUT
from db.target import url_with_password
from tests.etl.loading import engine_of, rows

SECONDS = 60
LOADERS = """
    select pid, query_start, coalesce(wait_event_type, '') = 'Lock'
    from pg_stat_activity
    where application_name = 'ludoteca load' and datname = current_database()
"""


@contextmanager
def locked(url: URL, table: str) -> Iterator[None]:
    """Keep every writer of a table waiting; the server may be gone when the lock is given back."""
    with engine_of(url).connect() as connection:
        connection.execute(text(f"lock table {table} in share row exclusive mode"))
        yield
        connection.invalidate()


def loaders(url: URL) -> list[tuple[Any, ...]]:
    """The connections of loads: process, start of the last statement, waiting for a lock or not."""
    return rows(url, LOADERS)


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)  # each look is a connection: what is waited for needs the processor more


@contextmanager
def loading(url: URL, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `ludoteca load` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "load", str(folder)],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": url_with_password(url)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_lock(url: URL) -> tuple[int, object]:
    """Wait until a load waits for a lock; its process and the start of the waiting statement."""
    found: list[tuple[int, object]] = []

    def look() -> bool:
        found[:] = [(pid, began) for pid, began, waits in loaders(url) if waits]
        return bool(found)

    wait_for(look, "the load to wait for the lock")
    return found[0]


def wait_for_end(url: URL, statement: tuple[int, object]) -> None:
    """Wait until a statement has ended, whatever its process does then."""
    wait_for(lambda: statement not in [row[:2] for row in loaders(url)], "the statement to end")


@contextmanager
def small_disk(folder: Path, *, like: Path) -> Iterator[None]:
    """Mount a disk of 512 KB that belongs to the owner of `like`; skips where nobody may mount."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk may be mounted here: a truly full one was not tried")
    try:
        owner = like.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - where `mount` is, too


def run_sql(url: URL, statement: str) -> None:
    """Run a statement as the owner, outside any transaction."""
    engine = engine_of(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
