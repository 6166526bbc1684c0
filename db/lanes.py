"""An engine in; connections kept for the contract's questions, and one of them for each in turn.

They are made as the engine's pool makes its own, so that each can read `api` and write nothing, and
go when the engine is disposed of.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors as pg_errors
from sqlalchemy import event

from db.engines import ANSWER_SECONDS
from db.errors import DatabaseUnavailable
from db.wire import Compiled, NoAnswer, Row, Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine

LANES: Final = 8
"""More would not answer sooner: each is a process of Postgres, with memory of its own."""
WAIT_SECONDS: Final = 5.0

_STALE: Final = (pg_errors.FeatureNotSupported, pg_errors.InvalidSqlStatementName)
"""What a statement fails with that was prepared before an upgrade, or in another session."""


async def ask(engine: AsyncEngine, question: Compiled, values: Mapping[str, object]) -> list[Row]:
    """Ask on a free connection; once more on a new one where the old one turns out to be dead.

    Raises:
        psycopg.Error, sqlalchemy.exc.DBAPIError: see `db.failures`.
        DatabaseUnavailable: every connection is busy.
    """
    lanes = _lanes_of(engine)
    await lanes.take_turn()
    try:
        wire, is_new = await lanes.free_wire(engine)
        try:
            return await wire.fetch(question, values)
        except NoAnswer:
            lanes.close()  # the others are of the same server; whoever asks next connects anew
            raise
        except (psycopg.OperationalError, *_STALE) as error:
            if wire.is_open and (is_new or not isinstance(error, _STALE)):
                raise
            wire.close()
            lanes.close()  # the others are of the same age
            if is_new:  # the pool had it, and may have more like it
                await engine.dispose()
        finally:
            lanes.give_back(wire)
        wire, _ = await lanes.free_wire(engine)
        try:
            return await wire.fetch(question, values)
        finally:
            lanes.give_back(wire)
    finally:
        lanes.turns.release()


async def own_connection(engine: AsyncEngine) -> psycopg.AsyncConnection[Any]:
    """Connect as the engine does, outside its pool; whoever asked for it closes it."""
    taken = await engine.raw_connection()
    driver: Any = taken.driver_connection
    taken.detach()
    connection: psycopg.AsyncConnection[Any] = driver
    return connection


@dataclass(slots=True, weakref_slot=True)
class _Lanes:
    """The connections of one engine; the last one used is the next one."""

    free: list[Wire] = field(default_factory=list)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))

    async def take_turn(self) -> None:
        if not self.turns.locked():
            await self.turns.acquire()
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.turns.acquire()
        except TimeoutError as error:
            raise DatabaseUnavailable("Every connection to the database is busy") from error

    async def free_wire(self, engine: AsyncEngine) -> tuple[Wire, bool]:
        """Take a connection, and say whether it is a new one."""
        loop = asyncio.get_running_loop()
        while self.free:
            wire = self.free.pop()
            if wire.is_open and wire.loop is loop:
                return wire, False
            wire.close()
        limit = engine.sync_engine.get_execution_options().get(ANSWER_SECONDS, math.inf)
        return Wire(await own_connection(engine), answer_seconds=limit), True

    def give_back(self, wire: Wire) -> None:
        if wire.is_open:
            self.free.append(wire)

    def close(self) -> None:
        while self.free:
            self.free.pop().close()


_known: Final[WeakKeyDictionary[AsyncEngine, _Lanes]] = WeakKeyDictionary()


def _lanes_of(engine: AsyncEngine) -> _Lanes:
    lanes = _known.get(engine)
    if lanes is None:
        lanes = _known[engine] = _Lanes()
        closing = lanes

        @event.listens_for(engine.sync_engine, "engine_disposed")
        def _close(_: object) -> None:
            closing.close()

    return lanes
