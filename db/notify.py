"""The published data version, followed by NOTIFY.

What is known comes from the versions that answers were read from, and from a question to the
database: once a second, and whenever NOTIFY says that there is something new. A notice itself is
not believed, as any reader can send one. Whoever keeps answers asks `is_fresh`: what was true a
second ago may have changed since, with the notice lost on its way.
"""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.errors import LudotecaError, NotLoaded
from db.queries.documents import read_data_version
from db.session import connect_unpooled

CHANNEL: Final = "ludoteca"
LEASE_SECONDS: Final = 1.0
"""How long a version counts as published without having been confirmed."""
RENEW_SECONDS: Final = 0.5
"""When it is confirmed again in the background, so that nobody waits for it."""
WAIT_SECONDS: Final = 0.25
"""The longest that a request waits for a confirmation before it asks its own question."""
RETRY_SECONDS: Final = (0.2, 1.0, 5.0)
"""Pauses before listening again; the last one also where nobody can listen (a standby)."""

_CONNECTION_ERRORS: Final = (psycopg.Error, SQLAlchemyError, LudotecaError, OSError)
_log: Final = logging.getLogger("ludoteca.api")


class Watch:
    """Knows the published version; only the event loop's thread may use it."""

    def __init__(self, engine: AsyncEngine, *, on_change: Callable[[], None]) -> None:
        """Know nothing yet.

        Args:
            engine: where to ask and to listen.
            on_change: called at once when answers of before must no longer be given.
        """
        self.version: int | None = None
        self.is_listening = False
        self._engine = engine
        self._on_change = on_change
        self._published_at: datetime | None = None
        self._confirmed_at = -math.inf
        self._noticed_at = -math.inf
        self._generation = 0
        self._asking: asyncio.Task[None] | None = None

    def is_fresh(self) -> bool:
        """Tell whether `version` is sure; renews it in the background while it is asked for."""
        if self.version is None or not self.is_recent(self._confirmed_at):
            return False
        if time.monotonic() - self._confirmed_at >= RENEW_SECONDS:
            self._ask()
        return True

    def is_recent(self, since: float) -> bool:
        """Tell whether what was read after `since` still counts: no notice has come meanwhile."""
        return since > self._noticed_at and time.monotonic() - since < LEASE_SECONDS

    async def confirm(self) -> bool:
        """Ask the database now, together with whoever else does; false where it gives no answer."""
        await asyncio.wait({self._ask()}, timeout=WAIT_SECONDS)
        return self.is_fresh()

    def saw(self, version: int, *, since: float) -> None:
        """Learn from an answer that was read after `since`, by the monotonic clock."""
        if self.version is None or version > self.version:
            self._change(version)
        if version == self.version:
            self._confirmed_at = max(self._confirmed_at, since)
        else:  # it comes late; or what is known was of another database
            self._ask()

    def heard(self) -> None:
        """Look what is published: a notice has come, true or not."""
        self._noticed_at = time.monotonic()
        self._generation += 1
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
            await driver.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
            self.is_listening = True
            self.forget()  # what was published before is asked for
            async for _ in driver.notifies():
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
        if (now.data_version, now.published_at) != (self.version, self._published_at):
            if self.version != now.data_version or self._published_at is not None:
                self._change(now.data_version)
            self._published_at = now.published_at
        self._confirmed_at = began

    def _change(self, version: int | None) -> None:
        self.version = version
        self._published_at = None
        self._confirmed_at = -math.inf
        self._generation += 1
        self._on_change()
