"""An application and an address in; a server that answers until a signal ends it, out."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import uvicorn

from db.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Litestar

APPLICATION: Final = "api.app:create_app"


def bind(host: str, port: int) -> socket.socket:
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
        taken.set_inheritable(True)  # for worker processes
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


def serve(app: Litestar, listening: socket.socket, *, on_start: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM, then finish those under way.

    Args:
        app: the application.
        listening: the bound socket.
        on_start: called once requests are answered.

    Raises:
        LudotecaError: the application refuses to start; it says why.
    """
    # The application starts here, not inside uvicorn, which would print a traceback.
    config = uvicorn.Config(app, lifespan="off", log_level="warning")

    async def run() -> None:
        async with app.lifespan():
            await _Announcing(config, on_start).serve(sockets=[listening])

    with suppress(KeyboardInterrupt):  # uvicorn raises the signal again when it is done
        asyncio.run(run())


def serve_with_workers(
    listening: socket.socket, *, workers: int, on_start: Callable[[], None]
) -> None:
    """Answer requests from several processes; each makes its application from the environment.

    Args:
        listening: the bound socket.
        workers: how many processes.
        on_start: called when they are about to start.
    """
    host, port = listening.getsockname()[:2]
    listening.close()  # uvicorn binds it again, for all of them
    on_start()
    with suppress(KeyboardInterrupt):
        uvicorn.run(
            APPLICATION, factory=True, host=host, port=port, workers=workers, log_level="warning"
        )


class _Announcing(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_start()
