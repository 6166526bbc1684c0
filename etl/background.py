"""Background tasks: work on a connection by a thread of its own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import psycopg


class BackgroundTask:
    """Work on a connection that nobody else uses until it is finished."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        work: Callable[[psycopg.Connection[Any]], None],
    ) -> None:
        """Begin the work."""
        self._connection = connection
        self._work = work
        self._error: BaseException | None = None
        # a thread says it has ended once a signal came while it was waited for (until Python 3.12)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background task", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Hand out itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the work up, if it was not finished."""
        while not self._ended.is_set():
            with suppress(psycopg.Error):  # the server may be what is gone
                self._connection.cancel_safe()  # whatever statement it has come to
            self._ended.wait(0.1)

    def finish(self) -> None:
        """Wait for its end.

        Raises:
            psycopg.Error: the server refused something or went away.
        """
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
