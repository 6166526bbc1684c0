"""Background work on a connection: a task, and a COPY that is fed while files are read."""

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Final, Self

import psycopg

from etl.pgcopy import send_parts

_WAITING: Final = 4  # blocks held until the server takes them; bounds the memory
_SECONDS: Final = 0.1  # between two looks at whether the thread is alive
_COPY_END_SECONDS: Final = 5.0

Block = Iterable[bytes | memoryview]


class BackgroundTask:
    """Work, in a thread, on a connection that nobody else uses until it is finished."""

    def __init__(
        self, connection: psycopg.Connection[Any], work: Callable[[psycopg.Connection[Any]], None]
    ) -> None:
        self._connection = connection
        self._work = work
        self._error: BaseException | None = None
        # a thread says it has ended once a signal came while it was waited for (until Python 3.12)
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="background task", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while not self._ended.is_set():
            with suppress(psycopg.Error):  # the server may be what is gone
                self._connection.cancel_safe()  # whatever statement it has come to
            self._ended.wait(_SECONDS)

    def finish(self) -> None:
        """Wait for its end."""
        self._ended.wait()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._work(self._connection)
        except BaseException as error:  # noqa: BLE001 - raised again by `finish`
            self._error = error
        finally:
            self._ended.set()


class _StoppedError(Exception):
    """Tells the server, by way of the driver, that the COPY is given up."""


class CopyWriter(BackgroundTask):
    """One COPY whose blocks are sent in the background."""

    def __init__(self, connection: psycopg.Connection[Any], statement: bytes) -> None:
        self._blocks: queue.Queue[Block | None] = queue.Queue(_WAITING)
        self._is_stopped = False
        super().__init__(connection, partial(self._copy, statement=statement))

    def __exit__(self, *error: object) -> None:
        self._is_stopped = True
        self._ended.wait(_COPY_END_SECONDS)  # then the server does not take what it was sent
        super().__exit__(*error)

    def put(self, block: Block | None) -> None:
        """Send a block, None after the last; waits only where the server falls behind."""
        while True:
            if self._error is not None:
                raise self._error
            with suppress(queue.Full):
                self._blocks.put(block, timeout=_SECONDS)
                return

    def finish(self) -> None:
        """Wait until the server has everything."""
        self.put(None)
        super().finish()

    def _copy(self, connection: psycopg.Connection[Any], *, statement: bytes) -> None:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            while (block := self._next()) is not None:
                send_parts(copy, block)

    def _next(self) -> Block | None:
        while not self._is_stopped:
            with suppress(queue.Empty):
                return self._blocks.get(timeout=_SECONDS)
        raise _StoppedError
