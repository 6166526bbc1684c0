"""A folder in, a running server out: start or attach, ask, stop."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from db.embedded import cluster, process
from db.embedded.answer import ask, await_answer, describe, running
from db.embedded.binaries import Binaries, find_binaries, inspect_binaries
from db.embedded.home import Home
from db.embedded.identity import choose_identity
from db.embedded.launch import launch
from db.embedded.lock import exclusive
from db.embedded.options import default_options
from db.embedded.sockets import remove_socket_folder
from db.errors import EmbeddedServerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from db.embedded.answer import Server

LOCK_SECONDS = 330.0  # longer than the longest start of somebody else


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
        EmbeddedServerError: it cannot be started; the message says why and what to do.
    """
    home = _home(folder)
    with _explained(home):
        home.folder.mkdir(parents=True, exist_ok=True)
        with exclusive(home.lock, timeout=LOCK_SECONDS):
            home.give(home.lock)
            record = await_answer(home, has_ended=lambda: running(home) is None)
            if record is not None:
                return describe(home, record, binaries=_used(home), started=False)
            binaries = binaries or _fitting(home)
            cluster.check_version(home, binaries)
            identity = choose_identity(binaries, folder=home.folder)
            if home.major is None:
                cluster.create(home, binaries=binaries, identity=identity, durable=durable)
            cluster.own(home.data, identity)
            record = launch(
                home,
                binaries=binaries,
                identity=identity,
                port=port,
                options={**default_options(durable=durable), **(options or {})},
            )
            return describe(home, record, binaries=binaries, started=True)


def status(folder: Path) -> Server | None:
    """Return the server of a folder if it is alive and answers; never start it.

    Raises:
        EmbeddedServerError: the folder may not be read, or its programs are gone.
    """
    home = _home(folder)
    with _explained(home):
        record = running(home)
        if record is None or not record.is_ready:
            return None
        try:
            ask(home, record.port, make_database=False)
        except EmbeddedServerError:
            return None
        return describe(home, record, binaries=_used(home), started=False)


def stop(folder: Path, *, timeout: float = 30) -> bool:
    """Stop the server of a folder: statements are cancelled, connections closed, data kept.

    Args:
        folder: as for `start`.
        timeout: seconds to wait for its end.

    Returns:
        Whether one was running.

    Raises:
        EmbeddedServerError: it did not end in time, or the folder may not be read.
    """
    home = _home(folder)
    if not home.folder.is_dir():
        return False
    with _explained(home), exclusive(home.lock, timeout=LOCK_SECONDS):
        record = running(home)
        if record is None:
            return False
        process.send(record.pid, process.FAST)
        if not process.wait_until(lambda: _has_ended(home, record.pid), timeout=timeout):
            raise EmbeddedServerError(
                f"The server of {home.folder} (process {record.pid}) did not end in "
                f"{timeout:g} seconds; {home.log} may say why"
            )
        remove_socket_folder(home.folder)
        return True


def _home(folder: Path) -> Home:
    return Home(folder=folder.expanduser().resolve())


def _has_ended(home: Home, pid: int) -> bool:
    return not process.serves(pid, home.data) and process.bury(pid)


def _fitting(home: Home) -> Binaries:
    """Find a Postgres for a new folder, or the one that fits to the data of an old one."""
    try:
        return find_binaries(major=home.major)
    except EmbeddedServerError:
        if home.major is None:
            raise
        cluster.check_version(home, find_binaries())  # names both versions
        raise


def _used(home: Home) -> Binaries:
    """Return the programs that a running server was started with, or others that fit."""
    saved = home.read_state()
    if saved is not None:
        with suppress(EmbeddedServerError):
            found = inspect_binaries(saved.binaries)
            if found.major == home.major:
                return found
    return find_binaries(major=home.major)


@contextmanager
def _explained(home: Home) -> Iterator[None]:
    """Turn what the system refuses into a message for a person."""
    try:
        yield
    except OSError as error:
        where = error.filename or home.folder
        raise EmbeddedServerError(
            f"The local server in {home.folder} cannot be used: {error.strerror} ({where}). "
            f"Set LUDOTECA_HOME to a folder that you may write, or DATABASE_URL to a server"
        ) from error
