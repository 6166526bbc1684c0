"""Server of worker processes at an address, until a signal ends it."""

import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from litestar import Litestar

from db.errors import ConfigurationError
from db.settings import read_settings
from db.supervisor import log_to_file, read_supervision

APPLICATION: Final = "api.serve:create_worker"
KILL_AFTER_SECONDS: Final = 10
POLL_SECONDS: Final = 0.05
WATCH_SECONDS: Final = 0.5
COLLECT_AFTER: Final = (5_000, 20, 50)
"""Objects made, then younger collections, after which each generation is collected."""


def bind_server_socket(host: str, port: int) -> socket.socket:
    """Take an address before any work is done for it; port 0 takes a free one.

    Raises:
        ConfigurationError: somebody else has the port, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # where it would let two programs share a port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"Port {port} of {host} is in use by another program; choose one with --port"
            ) from error
        raise ConfigurationError(f"Cannot listen at {host}:{port}: {error.strerror}") from error
    except OverflowError as error:
        taken.close()
        raise ConfigurationError(f"{port} is no port; it should be 0 to 65535") from error
    return taken


def serve_until_signal(taken: socket.socket, *, workers: int, on_start: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C, SIGTERM or SIGHUP, then finish those under way.

    Each worker process makes its application from the environment, and is replaced if it dies.

    Args:
        taken: the bound address; it is handed over to the workers.
        workers: how many processes answer.
        on_start: called once connections are accepted.
    """
    host, port = taken.getsockname()[:2]
    taken.close()  # the workers bind it again, together
    server = Granian(
        APPLICATION,
        factory=True,
        interface=Interfaces.ASGI,
        address=host,
        port=port,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER_SECONDS,
    )
    # Granian's own hook fires before a worker listens.
    waiting = threading.Thread(
        target=_call_when_listening, args=(host, port, on_start), daemon=True
    )
    server.on_startup(waiting.start)
    if sys.platform != "win32":  # to Granian it means to start its workers anew
        server.on_startup(partial(signal.signal, signal.SIGHUP, signal.getsignal(signal.SIGHUP)))
    server.serve()


def create_worker() -> Litestar:
    """Make a worker's application; the worker ends when the process that started it is killed."""
    from api.app import create_app  # noqa: PLC0415 - the process that starts workers stays small

    if sys.platform != "win32":  # a closed terminal is for the parent, which ends this one
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, args=(os.getppid(),), daemon=True).start()
    settings = read_settings()
    if read_supervision(settings.home, pid=os.getppid()) is not None:
        log_to_file(settings.home, "api")
    app = create_app(settings)
    _reduce_garbage_collection()
    return app


def _reduce_garbage_collection() -> None:
    """Let the garbage collector pass over all that was made until now, and come less often.

    Modules, routes and schemas are a hundred thousand objects that stay as long as the process:
    to look through them for cycles again and again is what made one answer in a hundred late.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _call_when_listening(host: str, port: int, on_start: Callable[[], None]) -> None:
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - addresses to compare with
    while True:
        try:
            socket.create_connection((anywhere.get(host, host), port), timeout=1).close()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            break
    on_start()


def _exit_with_parent(parent: int) -> None:
    """Leave nobody behind who holds the port."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)
