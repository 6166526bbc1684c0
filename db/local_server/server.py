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
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from db.errors import LocalServerError
from db.local_server import datadir
from db.local_server.binaries import Binaries, find_binaries
from db.local_server.logins import IS_SET_UP, LOGINS, set_up_database, set_up_roles
from db.local_server.options import default_options
from db.local_server.run_as import RunAs, find_run_as, run_as_owner
from db.settings import DRIVER

HOST = "127.0.0.1"
SUPERUSER = DATABASE = "ludoteca"
START_SECONDS = 300  # after a crash it first replays up to max_wal_size of log
ANSWER_SECONDS = 15  # to the first answer of one that is ready
POLL_SECONDS = 0.1
LOCK_SECONDS = 330  # longer than the longest start of somebody else
LOG_LIMIT = 1024 * 1024  # bytes; a longer log is put aside at the next start
LOG_TAIL_LINES = 15
# The same order and the same letters everywhere; elsewhere than on Linux since Postgres 17.
LOCALE = (
    ("--locale=C.UTF-8",)
    if sys.platform == "linux"
    else ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
)
_OTHERS = """
    select count(*)
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
        return self._url(SUPERUSER, self.secret)

    def login(self, name: str) -> URL:
        """Give the address for one of `LOGINS`, with its password."""
        return self._url(name, self._password(name))

    def _url(self, name: str, password: str) -> URL:
        return URL.create(DRIVER, name, password, HOST, self.port, DATABASE)

    def _password(self, login: str) -> str:
        return hmac.new(self.secret.encode(), login.encode(), hashlib.sha256).hexdigest()

    def connect(self, database: str = DATABASE, options: str = "") -> psycopg.Connection[Any]:
        """Log in as superuser, whatever the variables of libpq say."""
        return psycopg.connect(
            host=HOST,
            hostaddr=HOST,
            port=self.port,
            user=SUPERUSER,
            password=self.secret,
            dbname=database,
            connect_timeout=5,
            sslmode="disable",
            options=options,
            autocommit=True,
        )

    def set_up(self) -> None:
        """Make the logins and the database, or put them right again."""
        with self.connect("postgres") as connection:
            set_up_roles(connection, {login: self._password(login) for login in LOGINS}, DATABASE)
        with self.connect() as connection:
            set_up_database(connection)


def start(
    folder: Path,
    *,
    binaries: Binaries | None = None,
    port: int | None = None,
    options: Mapping[str, str] | None = None,
    durable: bool = True,
) -> Server:
    """Attach to the server of a folder, or start it, making its data when there are none.

    It goes on running when this process ends. `port`, `options` and `durable` are for a server
    that has to be started: one that runs already is taken as it is.

    Args:
        folder: where the data, the password and the log are; made when missing.
        binaries: the Postgres to use; by default one that can open the data.
        port: the TCP port of 127.0.0.1; by default the last one, or another if that is in use.
        options: Postgres settings over those of `default_options`.
        durable: False gives up what a crash would cost, for databases made by tests.

    Raises:
        LocalServerError: it cannot be started; the message says why and what to do.
    """
    with _home(folder) as home:
        # Closed to other users; as root another user, who runs the server, passes through it.
        is_root = sys.platform != "win32" and os.geteuid() == 0
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o711 if is_root else 0o700, exist_ok=True)
        with datadir.exclusive(home / "lock", timeout=LOCK_SECONDS):
            if (server := _attach(home, started=False)) is not None:
                return server
            binaries = _binaries_for(home, binaries)
            run_as = find_run_as(binaries, home=home)
            if datadir.major_of(home / "data") is None:
                _initdb(home, binaries=binaries, run_as=run_as, durable=durable)
            datadir.give(home / "data", run_as.uid)
            datadir.clear_leftovers(home / "data")
            wanted = {"port": str(_choose_port(home, port)), **default_options(durable=durable)}
            wanted |= options or {}
            return _launch(home, binaries=binaries, run_as=run_as, options=wanted)


def status(folder: Path) -> Server | None:
    """Return the server of a folder if it is alive and answers; never start it.

    Raises:
        LocalServerError: the folder may not be read, or its programs are gone.
    """
    with _home(folder) as home:
        found = datadir.running(home / "data")
        if found is None or not found.is_ready:
            return None
        server = _describe(home, found, started=False)
        try:
            return server if _asked(server) is not None else None
        except psycopg.Error:
            return None


def stop(folder: Path, *, timeout: float = 30) -> bool:
    """Stop the server of a folder: statements are cancelled, connections closed, data kept.

    Args:
        folder: as for `start`.
        timeout: seconds to wait for its end.

    Returns:
        Whether one was running.

    Raises:
        LocalServerError: it did not end in time, or the folder may not be read.
    """
    with _home(folder) as home:
        if not home.is_dir():
            return False
        with datadir.exclusive(home / "lock", timeout=LOCK_SECONDS):
            found = datadir.running(home / "data")
            if found is None:
                return False
            code, said = _stop(home, mode="fast", timeout=timeout)
            if code != 0 and datadir.running(home / "data") is not None:
                raise LocalServerError(
                    f"The server of {home} (process {found.pid}) did not end in {timeout:g} "
                    f"seconds: {said}; {home / 'server.log'} may say why"
                )
            return True


def is_used(server: Server) -> bool:
    """Tell whether anybody is connected to a server."""
    try:
        with server.connect() as connection:
            row = connection.execute(_OTHERS).fetchone()
    except psycopg.Error:
        return False  # stopped meanwhile
    return row is not None and row[0] > 0


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
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


def _attach(home: Path, *, started: bool) -> Server | None:
    """Log in to the living server of a folder; None where none lives, or it ends meanwhile."""
    began = time.monotonic()
    while (found := datadir.running(home / "data")) is not None:
        server = _describe(home, found, started=started)
        try:
            is_set_up = _asked(server)
            if started or is_set_up is False:
                server.set_up()
        except psycopg.Error as error:  # it is starting, or was killed just now
            limit = ANSWER_SECONDS if found.is_ready else START_SECONDS
            if time.monotonic() > began + limit:
                raise LocalServerError(
                    f"The server of {home} at {HOST}:{found.port} does not answer: {error}"
                ) from error
        else:
            return None if is_set_up is None else server
        time.sleep(POLL_SECONDS)
    return None


def _asked(server: Server) -> bool | None:
    """Log in; tell whether all logins and the database are there, None for a stranger."""
    with server.connect("postgres") as connection:
        row = connection.execute(IS_SET_UP, [list(LOGINS), DATABASE]).fetchone()
    if row is None or not (server.folder / "data").samefile(row[0]):
        return None
    return bool(row[1])


def _describe(home: Path, found: datadir.PidFile, *, started: bool) -> Server:
    try:
        secret = (home / "password").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise LocalServerError(
            f"The file {home / 'password'} is gone, so nobody can log in to the data beside it; "
            f"put it back, or move {home} away and load again"
        ) from error
    return Server(
        folder=home,
        port=found.port,
        pid=found.pid,
        bin=find_binaries(major=datadir.major_of(home / "data")),
        started=started,
        secret=secret,
    )


def _binaries_for(home: Path, given: Binaries | None) -> Binaries:
    """Find the Postgres that can open the data, or any for a folder without data."""
    data = home / "data"
    major = datadir.major_of(data)
    if major is None and data.exists():
        raise LocalServerError(
            f"{data} is there but is not the data of a Postgres server (it has no readable "
            f"PG_VERSION); move it away, or set LUDOTECA_HOME to another folder"
        )
    try:
        binaries = given or find_binaries(major=major)
    except LocalServerError:
        if major is None:
            raise
        binaries = find_binaries()  # the message names both versions
    if major not in {None, binaries.major}:
        raise LocalServerError(
            f"The data in {home} were made by Postgres {major}, but the server in "
            f"{binaries.folder} is Postgres {binaries.version}, which cannot open them. Install "
            f"Postgres {major} again, or move {home} away and load the raw files "
            f"into a new database."
        )
    return binaries


def _initdb(home: Path, *, binaries: Binaries, run_as: RunAs, durable: bool) -> None:
    """Make the data beside their final place and rename them: half-made ones are never used."""
    unfinished = home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    (home / "password").unlink(missing_ok=True)
    secret = secrets.token_urlsafe(24) + "\n"
    for path in (home / "password", unfinished / "password"):
        with os.fdopen(datadir.private_file(path, os.O_WRONLY), "w", encoding="utf-8") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    datadir.give(unfinished, run_as.uid)
    code, said = run_as.run(
        home,
        *(binaries.program("initdb"), "--pgdata", unfinished / "data", "--username", SUPERUSER),
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


def _launch(home: Path, *, binaries: Binaries, run_as: RunAs, options: Mapping[str, str]) -> Server:
    log = home / "server.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(home / "server.log.1")
    handle = datadir.private_file(log, os.O_WRONLY | os.O_APPEND)
    said_before = os.fstat(handle).st_size
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    quoted = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
    command = (binaries.program("pg_ctl"), "start", "--wait", f"--timeout={START_SECONDS}")
    try:
        # What it says, and what the server will say, goes to the log.
        run_as.run(home, *command, "--silent", "--options", quoted, output=handle)
        server = _attach(home, started=True)
    except BaseException:  # also Ctrl-C: leave no half-started server behind
        _stop(home, mode="immediate", timeout=START_SECONDS)
        raise
    finally:
        os.close(handle)
    if server is None:
        said = log.read_bytes()[said_before:].decode(errors="replace").splitlines()
        raise LocalServerError(
            f"The server of {home} did not start. The end of {log}:\n"
            + (os.linesep.join(said[-LOG_TAIL_LINES:]) or "(it says nothing)")
        )
    return server


def _choose_port(home: Path, wanted: int | None) -> int:
    port = wanted or datadir.last_port(home / "data")
    if port is not None and _is_free(port):
        return port
    if wanted is not None:
        raise LocalServerError(
            f"The port {wanted} of {HOST} is in use by another program; choose another one"
        )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # as Postgres does; on Windows it would mean sharing
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _stop(home: Path, *, mode: str, timeout: float) -> tuple[int, str]:
    pg_ctl = find_binaries(major=datadir.major_of(home / "data")).program("pg_ctl")
    command = (pg_ctl, "stop", "--mode", mode, "--wait", "--silent", f"--timeout={timeout:.0f}")
    return run_as_owner(home / "data").run(home, *command)
