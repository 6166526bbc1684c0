"""COPY writer: one COPY sent by a thread of its own, so that reading goes on."""

import queue
import threading
from collections.abc import Iterable
from typing import Any, Final, Self

import psycopg

from etl.pgcopy import send

WAITING: Final = 4  # blocks held until the server takes them; bounds the memory
_SECONDS: Final = 0.1  # between two looks at whether the thread is alive
_PATIENCE: Final = 5.0


class _StoppedError(Exception):
    """Tells the server, by way of the driver, that the COPY is given up."""


class CopyWriter:
    """One COPY over a connection that nobody else uses until it is finished."""

    def __init__(self, connection: psycopg.Connection[Any], statement: bytes) -> None:
        """Begin the COPY."""
        self._connection = connection
        self._statement = statement
        self._blocks: queue.Queue[Iterable[bytes | memoryview] | None] = queue.Queue(WAITING)
        self._is_stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="copy", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Hand out itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the COPY up, if it was not finished."""
        self._is_stopped = True
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():  # the server does not take what it was sent
            self._connection.cancel()
            self._thread.join()

    def put(self, parts: Iterable[bytes | memoryview] | None) -> None:
        """Send a block, None after the last; waits only where the server falls behind.

        Raises:
            psycopg.Error: the server refused an earlier block or went away.
        """
        while True:
            if self._error is not None:
                raise self._error
            try:
                self._blocks.put(parts, timeout=_SECONDS)
            except queue.Full:
                continue
            return

    def finish(self) -> None:
        """Wait until the server has everything.

        Raises:
            psycopg.Error: it refused a row or went away.
        """
        self.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            with self._connection.cursor() as cursor, cursor.copy(self._statement) as copy:
                while (parts := self._next()) is not None:
                    send(copy, parts)
        except BaseException as error:  # noqa: BLE001 - raised again where the blocks come from
            self._error = error

    def _next(self) -> Iterable[bytes | memoryview] | None:
        while True:
            if self._is_stopped:
                raise _StoppedError
            try:
                return self._blocks.get(timeout=_SECONDS)
            except queue.Empty:
                continue
