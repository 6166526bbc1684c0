"""The published data version and the events since, followed by NOTIFY.

What is known comes from the marks of answers, and from a question to the database: once a second,
and whenever NOTIFY says that there is something new. A notice itself is not believed, as any reader
can send one. Whoever keeps answers asks `is_fresh`: what was true a second ago may have changed
since, with the notice lost on its way.

An event changes at once only what is live, the answers about its user; the others change when the
aggregates follow.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final, TypeAlias

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.errors import LudotecaError, NotLoaded
from db.queries.documents import read_data_version
from db.session import connect_unpooled

CHANNEL: Final = "ludoteca"
"""Where publications are told, and that the aggregates have followed events."""
EVENTS_CHANNEL: Final = "ludoteca_events"
"""Where events are told."""
LEASE_SECONDS: Final = 1.0
"""How long a version counts as published without having been confirmed."""
RENEW_SECONDS: Final = 0.5
"""When it is confirmed again in the background, so that nobody waits for it."""
WAIT_SECONDS: Final = 0.25
"""The longest that a request waits for a confirmation before it asks its own question."""
RETRY_SECONDS: Final = (0.2, 1.0, 5.0)
"""Pauses before listening again; the last one also where nobody can listen (a standby)."""

Mark: TypeAlias = tuple[int, ...]
"""What an answer was read from: the data version, the events that the aggregates showed, and of a
live answer the events that it shows; see `db.api_function.publication_column`."""

_UNKNOWN: Final = -1
_CONNECTION_ERRORS: Final = (psycopg.Error, SQLAlchemyError, LudotecaError, OSError)
_log: Final = logging.getLogger("ludoteca.api")


class Watch:
    """Knows what is published; only the event loop's thread may use it."""

    def __init__(self, engine: AsyncEngine, *, on_change: Callable[[bool], None]) -> None:
        """Know nothing yet.

        Args:
            engine: where to ask and to listen.
            on_change: called at once when answers of before must no longer be given; with true
                where only live ones must not.
        """
        self.is_listening = False
        self._known: tuple[int, int, int] | None = None
        self._engine = engine
        self._on_change = on_change
        self._published_at: datetime | None = None
        self._confirmed_at = self._live_confirmed_at = -math.inf
        self._noticed_at = self._event_noticed_at = -math.inf
        self._generation = 0
        self._asking: asyncio.Task[None] | None = None

    @property
    def version(self) -> int | None:
        """The published data version, as far as it is known."""
        return None if self._known is None else self._known[0]

    def is_current(self, mark: Mark) -> bool:
        """Tell whether a mark is that of what is known, which may be a second old."""
        return self._known is not None and mark == self._known[: len(mark)]

    def is_fresh(self, mark: Mark = ()) -> bool:
        """Tell whether a mark is surely current; renews that in the background while asked.

        Without a mark: whether the publication that is known is.
        """
        confirmed_at = self._live_confirmed_at if is_live_mark(mark) else self._confirmed_at
        if not self.is_current(mark) or not self.is_recent(confirmed_at, mark):
            return False
        if time.monotonic() - confirmed_at >= RENEW_SECONDS:
            self._ask()
        return True

    def is_recent(self, since: float, mark: Mark = ()) -> bool:
        """Tell whether what was read after `since` still counts: no notice has come meanwhile."""
        noticed_at = self._noticed_at
        if is_live_mark(mark):
            noticed_at = max(noticed_at, self._event_noticed_at)
        return since > noticed_at and time.monotonic() - since < LEASE_SECONDS

    async def confirm(self, mark: Mark = ()) -> bool:
        """Ask the database now, together with whoever else does; false where it gives no answer."""
        await asyncio.wait({self._ask()}, timeout=WAIT_SECONDS)
        return self.is_fresh(mark)

    def saw(self, mark: Mark, *, since: float) -> None:
        """Learn from an answer that was read after `since`, by the monotonic clock."""
        if self._known is None or mark > self._known[: len(mark)]:
            version, followed, *applied = mark
            self._change((version, followed, *(applied or [_UNKNOWN])))  # type: ignore[arg-type] # three
        if self.is_current(mark):
            self._confirmed_at = max(self._confirmed_at, since)
            if is_live_mark(mark):
                self._live_confirmed_at = max(self._live_confirmed_at, since)
        else:  # it comes late; or what is known was of another database
            self._ask()

    def heard(self) -> None:
        """Look what is published: a notice has come, true or not."""
        self._noticed_at = time.monotonic()
        self._generation += 1
        self._ask()

    def heard_event(self) -> None:
        """Look which events there are: a notice has come, true or not."""
        self._event_noticed_at = time.monotonic()
        self._ask()

    def forget(self) -> None:
        """Know nothing any more: notices may have been missed, or it may be another database."""
        self._change(None)

    @asynccontextmanager
    async def following(self, *, listens: bool) -> AsyncIterator[None]:
        """Follow the publications inside the block; ends whatever is under way after it.

        Args:
            listens: whether notices can come; else the version is only asked for.
        """
        listening = asyncio.create_task(self._keep_listening()) if listens else None
        try:
            yield
        finally:
            if listening is not None:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
            if self._asking is not None:
                await self._asking

    async def _keep_listening(self) -> None:
        """Hear notices until cancelled; makes a new connection when the old one dies."""
        failures = 0
        while True:
            try:
                await self._listen()
            except _CONNECTION_ERRORS as error:
                _log.debug("Not listening: %s", error)
            failures = 0 if self.is_listening else failures + 1
            self.is_listening = False
            self.forget()
            await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])

    async def _listen(self) -> None:
        opening = asyncio.create_task(connect_unpooled(self._engine))
        try:
            driver = await asyncio.shield(opening)
        except asyncio.CancelledError:  # a connection half made would be left to its fate
            with suppress(*_CONNECTION_ERRORS):
                await (await opening).close()
            raise
        async with driver:
            for channel in (CHANNEL, EVENTS_CHANNEL):
                await driver.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            self.is_listening = True
            self.forget()  # what was published before is asked for
            async for notice in driver.notifies():
                if notice.channel == EVENTS_CHANNEL:
                    self.heard_event()
                else:
                    self.heard()

    def _ask(self) -> asyncio.Task[None]:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._read())
        return self._asking

    async def _read(self) -> None:
        began, generation = time.monotonic(), self._generation
        try:
            now = await read_data_version(self._engine)
            while generation != self._generation:  # there was a notice meanwhile, or newer data
                began, generation = time.monotonic(), self._generation
                now = await read_data_version(self._engine)
        except NotLoaded:
            self.forget()
            return
        except _CONNECTION_ERRORS:
            return  # the lease ends; the requests themselves will tell
        found = now.data_version, now.followed_events_count, now.applied_events_count
        is_same = self._published_at in (None, now.published_at)
        if found != self._known or not is_same:
            self._change(found, is_same_publication=is_same)
        self._published_at = now.published_at
        self._confirmed_at = self._live_confirmed_at = began

    def _change(
        self, known: tuple[int, int, int] | None, *, is_same_publication: bool = True
    ) -> None:
        """Know something else; what is not live stays where only events came."""
        before, self._known = self._known, known
        is_live_only = (
            is_same_publication
            and known is not None
            and before is not None
            and known[:2] == before[:2]
        )
        self._live_confirmed_at = -math.inf
        if not is_live_only:
            self._published_at = None
            self._confirmed_at = -math.inf
            self._generation += 1
        self._on_change(is_live_only)


def is_live_mark(mark: Mark) -> bool:
    """Tell whether a mark is of an answer that shows events at once."""
    return len(mark) > 2  # noqa: PLR2004 - see Mark
