"""A whole data folder in, a new server process that answers out."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

from db.embedded import process
from db.embedded.answer import HOST, await_answer
from db.embedded.home import State
from db.embedded.sockets import prepare_socket_folder, remove_socket_folder
from db.errors import EmbeddedServerError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from pathlib import Path

    from db.embedded.binaries import Binaries
    from db.embedded.home import Home, PidFile
    from db.embedded.identity import Identity

LOG_LIMIT = 1024 * 1024  # bytes; a longer log is put aside at the next start
LOG_TAIL_LINES = 15
PORT_ATTEMPTS = 3


def launch(
    home: Home,
    *,
    binaries: Binaries,
    identity: Identity,
    port: int | None,
    options: Mapping[str, str],
) -> PidFile:
    """Start the server; take another port when the last one is in use, but never for `port`.

    Raises:
        EmbeddedServerError: it ended; the message has the end of its log.
    """
    _clear_the_way(home)
    sockets = prepare_socket_folder(home.folder, identity=identity)
    said = _open_log(home)
    for _ in range(PORT_ATTEMPTS):
        chosen = _choose_port(home, wanted=port)
        settings = {
            "port": str(chosen),
            "unix_socket_directories": str(sockets or ""),
            **options,
        }
        command: list[str | Path] = [binaries.program("postgres"), "-D", home.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with home.log.open("ab") as log:
            server = identity.launch(command, folder=home.folder, log=log.fileno())
        record = _watch(home, server)
        if record is not None:
            home.write_state(State(port=record.port, binaries=binaries.folder))
            return record
        if port is not None or is_free(chosen):
            break  # it was not the port
    remove_socket_folder(home.folder)
    raise EmbeddedServerError(
        f"The server of {home.folder} did not start. The end of {home.log}:\n"
        + _tail(home, start=said)
    )


def is_free(port: int) -> bool:
    """Whether a server could listen at this port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # as Postgres does; on Windows it would mean sharing
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _choose_port(home: Home, *, wanted: int | None) -> int:
    if wanted is not None:
        if not is_free(wanted):
            raise EmbeddedServerError(
                f"The port {wanted} of {HOST} is in use by another program; choose another one"
            )
        return wanted
    saved = home.read_state()
    if saved is not None and is_free(saved.port):
        return saved.port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _clear_the_way(home: Home) -> None:
    """Remove what a killed server left; nobody serves this folder, and we hold its lock."""
    if not process.end_orphans(home.data):
        raise EmbeddedServerError(
            f"A killed server left processes that still work in {home.data} and do not end"
        )
    left = home.data / "postmaster.pid"
    if not left.exists():
        return
    record = home.read_pid_file()
    if record is None:
        left.unlink()  # cut short by a full disk or a power failure
        return
    # A process that was killed just now may take a moment to become one that can be buried.
    process.wait_until(lambda: process.bury(record.pid), timeout=0.5)
    # By now that number may belong to any other process, and Postgres would take it for a
    # server. The rest of the file stays: by it Postgres finds backends that are still alive.
    lines = left.read_bytes().split(b"\n")
    left.write_bytes(b"\n".join([str(process.NO_PROCESS).encode(), *lines[1:]]))


def _watch(home: Home, server: subprocess.Popen[bytes]) -> PidFile | None:
    try:
        record = await_answer(home, has_ended=lambda: server.poll() is not None)
    except BaseException:  # also Ctrl-C: leave no half-started server behind
        process.send(server.pid, process.IMMEDIATE)
        server.wait(timeout=30)
        raise
    if record is not None:
        server.returncode = 0  # it outlives us: no ResourceWarning; process.bury takes care
    return record


def _open_log(home: Home) -> int:
    """Put a long log aside; return where the new lines will begin."""
    if home.log.exists() and home.log.stat().st_size > LOG_LIMIT:
        home.log.replace(home.log.with_name(f"{home.log.name}.1"))
    home.log.touch(mode=0o600)
    home.give(home.log)
    return home.log.stat().st_size


def _tail(home: Home, *, start: int) -> str:
    with home.log.open("rb") as log:
        log.seek(start)
        lines = log.read().decode(errors="replace").splitlines()
    return os.linesep.join(lines[-LOG_TAIL_LINES:]) or "(it says nothing)"
