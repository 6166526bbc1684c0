"""Local Postgres server on pg_ctl."""

import hashlib
import hmac
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from db.errors import LocalServerError
from db.local_server import datadir
from db.local_server.binaries import Binaries, find_binaries
from db.local_server.logins import (
    LOGINS,
    logins_are_set_up,
    restrict_readers,
    set_up_roles_and_database,
)
from db.local_server.options import LOG_FOLDER, default_server_options
from db.local_server.run_as import RunAs, find_run_as
from db.settings import DRIVER

HOST = "127.0.0.1"
SUPERUSER = DATABASE = "ludoteca"
START_SECONDS = 300  # after a crash it first replays up to max_wal_size of log
CONNECT_TIMEOUT_SECONDS = 60  # for one that runs already, or was left starting by a killed starter
POLL_SECONDS = 0.1
LOG_FILES = 5  # kept of the server's own, the newest
LOG_LIMIT = 1024 * 1024  # bytes; a longer log of starts is put aside at the next one
USED_SECONDS = 2.0  # for the sessions of processes that have just ended to end as well
LOG_TAIL_LINES = 15
# The same order and the same letters everywhere; elsewhere than on Linux since Postgres 17.
LOCALE = (
    ("--locale=C.UTF-8",)
    if sys.platform == "linux"
    else ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
)
_OTHER_CLIENTS = """
    select
    from pg_catalog.pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_catalog.pg_backend_pid()
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running local server."""

    folder: Path
    port: int
    pid: int
    bin: Binaries
    """The programs that fit to it, such as `psql`."""
    started: bool
    """Whether this call started it; False when it was running already."""
    secret: str = field(repr=False)

    @property
    def url(self) -> URL:
        """The superuser's address, for what sets the server up and for tests."""
        return URL.create(DRIVER, SUPERUSER, self.secret, HOST, self.port, DATABASE)

    def login(self, name: str) -> URL:
        """Give the address for one of `LOGINS`, with its password."""
        return self.url.set(username=name, password=self._login_password(name))

    def _login_password(self, login: str) -> str:
        return hmac.new(self.secret.encode(), login.encode(), hashlib.sha256).hexdigest()

    def connect(self, database: str = DATABASE, options: str = "") -> psycopg.Connection[Any]:
        """Log in as superuser, whatever the variables of libpq say."""
        return psycopg.connect(
            f"host={HOST} hostaddr={HOST} user={SUPERUSER} connect_timeout=5 sslmode=disable",
            port=self.port,
            password=self.secret,
            dbname=database,
            options=options,
            autocommit=True,
        )

    def is_set_up(self) -> bool | None:
        """Log in; tell whether all logins and the database are there, None for another server."""
        with self.connect("postgres") as connection:
            row = connection.execute("show data_directory").fetchone()
            if row is None or not (self.folder / "data").samefile(row[0]):
                return None
            return logins_are_set_up(connection, DATABASE)

    def set_up(self) -> None:
        """Make the logins and the database, or put them right again."""
        with self.connect("postgres") as connection:
            set_up_roles_and_database(
                connection, {login: self._login_password(login) for login in LOGINS}, DATABASE
            )
        with self.connect() as connection:
            restrict_readers(connection)


def start_server(
    folder: Path,
    *,
    binaries: Binaries | None = None,
    options: Mapping[str, str] | None = None,
    durable: bool = True,
) -> Server:
    """Attach to the server of a folder, or start it, making its data when there are none.

    It goes on running when this process ends. `options` and `durable` are for a server that has to
    be started: one that runs already is taken as it is.

    Args:
        folder: where the data, the password and the log are; made when missing.
        binaries: the Postgres to make new data with; data are opened by the version that made them.
        options: Postgres settings over those of `default_server_options` and the port, which is
            the last one, or another if that is in use.
        durable: False gives up what a crash would cost, for databases made by tests.

    Raises:
        LocalServerError: it cannot be started; the message says why and what to do.
    """
    with _resolved_home(folder) as home:
        # Closed to other users; as root another user, who runs the server, passes through it.
        is_root = sys.platform != "win32" and os.geteuid() == 0
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o711 if is_root else 0o700, exist_ok=True)
        data = home / "data"
        with datadir.hold_file_lock(home / "lock"):
            if (server := _attach_to_server(home, started=False)) is not None:
                return server
            major = datadir.data_major_version(data)
            if major is None and data.exists():
                raise LocalServerError(
                    f"{data} is there but is not the data of a Postgres server (it has no readable "
                    f"PG_VERSION); move it away, or set LUDOTECA_HOME to another folder"
                )
            if binaries is None or major not in {None, binaries.major}:
                binaries = find_binaries(major=major)
            run_as = find_run_as(binaries, home)
            if major is None:
                _initdb(home, binaries=binaries, run_as=run_as, durable=durable)
            datadir.change_owner(data, run_as.uid)
            datadir.remove_stale_server_files(data)
            wanted = {"port": str(_choose_port(datadir.last_server_port(data)))}
            wanted |= default_server_options(durable=durable) | dict(options or {})
            return _launch_server(home, binaries=binaries, run_as=run_as, options=wanted)


def find_running_server(folder: Path) -> Server | None:
    """Return the server of a folder if it is alive and answers; never start it.

    Raises:
        LocalServerError: the folder may not be read, or its programs are gone.
    """
    with _resolved_home(folder) as home, suppress(psycopg.Error):
        if (server := _describe_server(home, started=False)) is not None:
            return server if server.is_set_up() is not None else None
    return None


def stop_server(folder: Path, *, timeout: float = 30) -> bool:
    """Stop the server of a folder: statements are cancelled, connections closed, data kept.

    Args:
        folder: as for `start_server`.
        timeout: seconds to wait for its end.

    Returns:
        Whether one was running.

    Raises:
        LocalServerError: it did not end in time, or the folder may not be read.
    """
    with _resolved_home(folder) as home:
        if not home.is_dir():
            return False
        with datadir.hold_file_lock(home / "lock"):
            if datadir.running_server(home / "data") is None:
                return False
            said = _run_pg_ctl_stop(home, mode="fast", timeout=timeout)
            if (found := datadir.running_server(home / "data")) is not None:
                raise LocalServerError(
                    f"The server of {home} (process {found[0]}) did not end in {timeout:g} "
                    f"seconds: {said}; {home / 'data' / LOG_FOLDER} may say why"
                )
            return True


def is_server_used(server: Server) -> bool:
    """Tell whether anybody is connected to a server, and stays so."""
    deadline = time.monotonic() + USED_SECONDS
    with suppress(psycopg.Error), server.connect() as connection:
        while connection.execute(_OTHER_CLIENTS).fetchone() is not None:
            if time.monotonic() > deadline:
                return True
            time.sleep(POLL_SECONDS)
    return False  # or stopped meanwhile


def server_death(folder: Path) -> str | None:
    """Tell how the server of a folder died; None while it lives, or where it was stopped."""
    data = folder / "data"
    if datadir.running_server(data) is not None:
        return None
    pid = datadir.read_postmaster_pid(data)
    return f"(process {pid}) is gone without having been stopped" if pid else None


def remove_old_logs(folder: Path) -> None:
    """Keep the newest of the server's own logs; each is closed at a size and an age."""
    for old in _server_log_files(folder)[:-LOG_FILES]:
        old.unlink(missing_ok=True)


def _server_log_files(home: Path) -> list[Path]:
    return sorted((home / "data" / LOG_FOLDER).glob("server-*.log"))


@contextmanager
def _resolved_home(folder: Path) -> Iterator[Path]:
    """Give the folder's full path; turn what the system refuses into a message for a person."""
    home = folder.expanduser().resolve()
    try:
        yield home
    except OSError as error:
        raise LocalServerError(
            f"The local server in {home} cannot be used: {error.strerror} "
            f"({error.filename or home}). "
            f"Set LUDOTECA_HOME to a folder that you may write, or DATABASE_URL to a server"
        ) from error


def _attach_to_server(home: Path, *, started: bool) -> Server | None:
    """Log in to the living server of a folder; None where none lives, or it ends meanwhile."""
    deadline = time.monotonic() + CONNECT_TIMEOUT_SECONDS
    while (server := _describe_server(home, started=started)) is not None:
        try:
            is_set_up = server.is_set_up()
            if started or is_set_up is False:
                server.set_up()
        except psycopg.Error as error:  # it is starting, or was killed just now
            if time.monotonic() > deadline:
                raise LocalServerError(
                    f"The server of {home} at {HOST}:{server.port} does not answer: {error}"
                ) from error
        else:
            return None if is_set_up is None else server
        time.sleep(POLL_SECONDS)
    return None


def _describe_server(home: Path, *, started: bool) -> Server | None:
    """Describe the living server of a folder, which may not answer yet."""
    if (found := datadir.running_server(home / "data")) is None:
        return None
    try:
        secret = (home / "password").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise LocalServerError(
            f"The file {home / 'password'} is gone, so nobody can log in to the data beside it; "
            f"put it back, or move {home} away and load again"
        ) from error
    binaries = find_binaries(major=datadir.data_major_version(home / "data"))
    pid, port = found
    return Server(folder=home, port=port, pid=pid, bin=binaries, started=started, secret=secret)


def _initdb(home: Path, *, binaries: Binaries, run_as: RunAs, durable: bool) -> None:
    """Make the data beside their final place and rename them: half-made ones are never used."""
    unfinished = home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password = datadir.open_private_file(home / "password", os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(password, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
        file.flush()
        os.fsync(password)
    shutil.copy(home / "password", unfinished / "password")
    datadir.change_owner(unfinished, run_as.uid)
    code, said = run_as.run(
        home,
        *(binaries.folder / "initdb", "--pgdata", unfinished / "data", "--username", SUPERUSER),
        *("--pwfile", unfinished / "password", "--auth=scram-sha-256", "--encoding=UTF8"),
        *("--data-checksums", "--no-instructions", *LOCALE, *(() if durable else ("--no-sync",))),
    )
    if code == 0:
        (unfinished / "data").rename(home / "data")
    shutil.rmtree(unfinished, ignore_errors=True)
    if code != 0:
        raise LocalServerError(
            f"A new database could not be made in {home}; initdb said:\n{said[-2000:]}"
        )


def _launch_server(
    home: Path, *, binaries: Binaries, run_as: RunAs, options: Mapping[str, str]
) -> Server:
    remove_old_logs(home)
    log = home / "server.log"
    logged = {each: each.stat().st_size for each in _server_log_files(home)}
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(home / "server.log.1")
    handle = datadir.open_private_file(log, os.O_WRONLY | os.O_APPEND)
    said_before = os.fstat(handle).st_size
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    quoted = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
    command = (binaries.folder / "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}")
    try:
        # What it says, and what the server will say, goes to the log.
        run_as.run(home, *command, "--silent", "--options", quoted, output=handle)
        server = _attach_to_server(home, started=True)
    except BaseException:  # also Ctrl-C: leave no half-started server behind
        _run_pg_ctl_stop(home, mode="immediate", timeout=START_SECONDS)
        raise
    finally:
        os.close(handle)
    if server is None:
        said = log.read_bytes()[said_before:]
        for each in _server_log_files(home):
            said += each.read_bytes()[logged.get(each, 0) :]
        lines = said.decode(errors="replace").splitlines()
        raise LocalServerError(
            f"The server of {home} did not start. The end of {log}, and of its own log:\n"
            + "\n".join(lines[-LOG_TAIL_LINES:])
        )
    return server


def _choose_port(last: int) -> int:
    """Give the last port again, or another one if that is in use."""
    try:
        probe = socket.create_server((HOST, last))
    except OSError:
        probe = socket.create_server((HOST, 0))
    with probe:
        return int(probe.getsockname()[1])


def _run_pg_ctl_stop(home: Path, *, mode: str, timeout: float) -> str:
    binaries = find_binaries(major=datadir.data_major_version(home / "data"))
    run_as = find_run_as(binaries, home / "data")  # who owns the data runs the server
    command = (binaries.folder / "pg_ctl", "stop", "--mode", mode, f"--timeout={timeout:.0f}")
    return run_as.run(home, *command, "--wait", "--silent")[1]
