"""A server that should be running in; proof that it answers, and its address, out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import URL

from db.embedded import process
from db.embedded.cluster import SUPERUSER
from db.errors import EmbeddedServerError
from db.settings import DRIVER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from db.embedded.binaries import Binaries
    from db.embedded.home import Home, PidFile

HOST = "127.0.0.1"
DATABASE = "ludoteca"
START_SECONDS = 300.0  # after a crash it first replays up to max_wal_size of log
ANSWER_SECONDS = 15.0  # from "ready" to the first answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running local server."""

    folder: Path
    port: int
    socket_folder: Path | None
    """Where its Unix socket is; None where it has none."""
    pid: int
    version: int
    """The major version."""
    bin: Binaries
    """The programs that fit to it, such as `psql`."""
    url: URL
    """Superuser and database `ludoteca`, over TCP, with the password (hidden when printed)."""
    started: bool
    """Whether this call started it; False when it was running already."""


def describe(home: Home, record: PidFile, *, binaries: Binaries, started: bool) -> Server:
    """Put together what is known about a running server."""
    return Server(
        folder=home.folder,
        port=record.port,
        socket_folder=record.socket_folder,
        pid=record.pid,
        version=binaries.major,
        bin=binaries,
        url=URL.create(
            DRIVER,
            username=SUPERUSER,
            password=_password(home),
            host=HOST,
            port=record.port,
            database=DATABASE,
        ),
        started=started,
    )


def running(home: Home) -> PidFile | None:
    """Return what the living server of this folder wrote about itself, ready or not."""
    record = home.read_pid_file()
    if record is not None and process.serves(record.pid, home.data):
        return record
    if record is not None:
        process.bury(record.pid)
    return None


def ask(home: Home, port: int, *, make_database: bool) -> None:
    """Log in and make sure that it is this folder's server, with its database.

    Raises:
        EmbeddedServerError: no answer, or somebody else's.
    """
    try:
        with psycopg.connect(
            host=HOST,
            hostaddr=HOST,  # said in full, or PGHOSTADDR and the like would redirect us
            port=port,
            user=SUPERUSER,
            password=_password(home),
            dbname="postgres",
            connect_timeout=5,
            sslmode="disable",
            options="",
            autocommit=True,
        ) as connection:
            row = connection.execute(
                "select current_setting('data_directory'),"
                " exists (select from pg_database where datname = %s)",
                [DATABASE],
            ).fetchone()
            if row is None or not home.data.samefile(row[0]):
                raise EmbeddedServerError(
                    f"The server at {HOST}:{port} is not that of {home.folder}"
                )
            if make_database and not row[1]:
                name = sql.Identifier(DATABASE)
                connection.execute(sql.SQL("create database {}").format(name))
    except psycopg.Error as error:
        raise EmbeddedServerError(
            f"The server of {home.folder} at {HOST}:{port} does not answer: {error}"
        ) from error


def await_answer(home: Home, *, has_ended: Callable[[], bool]) -> PidFile | None:
    """Wait until the server is ready and answers.

    Returns:
        What it wrote about itself; None when it ended meanwhile.

    Raises:
        EmbeddedServerError: it did not become ready, or does not answer.
    """
    ready_by = time.monotonic() + START_SECONDS
    answer_by: float | None = None
    while not has_ended():
        record = running(home)
        if record is not None and record.is_ready:
            _password(home)  # without it nothing gets better by waiting
            answer_by = answer_by or time.monotonic() + ANSWER_SECONDS
            try:
                ask(home, record.port, make_database=True)
            except EmbeddedServerError:
                if time.monotonic() > answer_by:
                    raise
            else:
                return record
        elif time.monotonic() > ready_by:
            raise EmbeddedServerError(
                f"The server of {home.folder} did not become ready in {START_SECONDS:.0f} "
                f"seconds; {home.log} says why"
            )
        time.sleep(process.POLL_SECONDS)
    return None


def _password(home: Home) -> str:
    try:
        return home.password.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise EmbeddedServerError(
            f"The file {home.password} is gone, so nobody can log in to the data beside it; "
            f"put it back, or move {home.folder} away and load again"
        ) from error
