"""One connection in, asked through libpq itself; a compiled statement and its values in, rows out.

The questions of the contract are few, and asked all the time. What SQLAlchemy and a cursor do for
any statement at any time - look up its compiled form, make a context, a cursor and a result, wait
through two kinds of coroutines - costs several times what an answer does.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg.pq.abc import PGresult
    from sqlalchemy import Executable

Row = dict[str, Any]

DIALECT: Final = PGDialect_asyncpg()  # type: ignore[no-untyped-call] # writes $1, as libpq reads it
MOST_PREPARED: Final = 200
"""Statements that a connection keeps prepared; each takes some 40 kB of its server process."""

_FORGET: Final = b"deallocate all"
_DONE: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_IDLE: Final = pq.TransactionStatus.IDLE


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Compiled:
    """A statement as libpq takes it; prepared once on each connection, known by identity."""

    sql: bytes
    names: tuple[str, ...]
    """The parameters, in the order of their numbers."""
    constants: Mapping[str, bytes | None] = field(default_factory=dict)
    """The values of those that the statement itself gives, as they are sent."""


def compiled(statement: Executable) -> Compiled:
    """Write a statement down once and for all; parameters without a value are given later."""
    found: Any = statement.compile(dialect=DIALECT)  # type: ignore[attr-defined] # all of ours can
    return Compiled(
        sql=str(found).encode(),
        names=tuple(found.positiontup or ()),
        constants={
            name: as_text(bind.effective_value)
            for bind, name in found.bind_names.items()
            if not bind.required
        },
    )


class NoAnswer(psycopg.OperationalError):
    """The server took a question and has been silent for longer than it may."""


class Wire:
    """A connection that answers one question at a time; only its event loop's thread may use it."""

    def __init__(
        self, driver: psycopg.AsyncConnection[Any], *, answer_seconds: float = math.inf
    ) -> None:
        """Take over a connection of which nobody else knows.

        Args:
            driver: the connection.
            answer_seconds: how long the server may be silent after a question; more than it gives
                itself, which tells better what was wrong.
        """
        self.loop = asyncio.get_running_loop()
        self.is_open = True
        self._pg = driver.pgconn
        self._socket = driver.pgconn.socket
        self._prepares = driver.prepare_threshold is not None
        self._prepared: dict[Compiled, bytes] = {}
        self._names = count()
        self._reader = Transformer(driver)
        self._waiting: asyncio.Future[None] | None = None
        self._answer_seconds = answer_seconds
        self._deadline = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self.loop.add_reader(self._socket, self._on_bytes)

    async def fetch(self, question: Compiled, values: Mapping[str, object]) -> list[Row]:
        """Ask, and read every row.

        Raises:
            psycopg.Error: the server refused it, or is gone; then the connection is closed.
            NoAnswer: it is silent; the connection is closed too.
        """
        constants = question.constants
        given = [
            as_text(values[name]) if name in values else constants[name] for name in question.names
        ]
        self._begin_waiting()
        try:
            if self._prepares:
                name = self._prepared.get(question) or await self._prepare(question)
                self._pg.send_query_prepared(name, given)
            else:
                self._pg.send_query_params(question.sql, given)
            result = await self._result()
        finally:
            self._deadline = math.inf
            if self._pg.transaction_status != _IDLE:  # its answer would be the next question's
                self.close()
        self._reader.set_pgresult(result)
        names = [(result.fname(place) or b"").decode() for place in range(result.nfields)]
        rows = self._reader.load_rows(0, result.ntuples, tuple)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def close(self) -> None:
        """Hang up."""
        if self.is_open:
            self.is_open = False
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self.loop.is_closed():
                self.loop.remove_reader(self._socket)
                self.loop.remove_writer(self._socket)
            self._pg.finish()

    def _begin_waiting(self) -> None:
        """Set the time limit; one timer serves many questions, for most are answered at once."""
        if self._answer_seconds < math.inf:
            self._deadline = self.loop.time() + self._answer_seconds
            if self._timer is None:
                self._timer = self.loop.call_at(self._deadline, self._look_at_the_clock)

    def _look_at_the_clock(self) -> None:
        self._timer = None
        if self._deadline == math.inf:  # nobody asks
            return
        if self.loop.time() < self._deadline:  # another question by now
            self._timer = self.loop.call_at(self._deadline, self._look_at_the_clock)
            return
        self.close()
        self._wake(NoAnswer(f"no answer for {self._answer_seconds:g} s"))

    async def _prepare(self, question: Compiled) -> bytes:
        if len(self._prepared) >= MOST_PREPARED:  # callers choose fields, filters and orders
            self._prepared.clear()
            self._pg.send_query_params(_FORGET, None)
            await self._result()
        name = b"q%d" % next(self._names)
        self._pg.send_prepare(name, question.sql)
        await self._result()
        self._prepared[question] = name
        return name

    async def _result(self) -> PGresult:
        if self._pg.flush():
            await self._flushed()
        first: PGresult | None = None
        while True:
            while self._pg.is_busy():
                await self._bytes()
            found = self._pg.get_result()
            if found is None:
                break
            first = first or found
        if first is None:
            raise psycopg.OperationalError("the connection was lost")
        if first.status not in _DONE:
            raise psycopg.errors.error_from_result(first, encoding="utf-8")
        return first

    async def _flushed(self) -> None:
        """Wait until the server has taken a question that is larger than the socket's buffer."""
        while self._pg.flush():
            self._waiting = self.loop.create_future()  # who hangs up meanwhile is heard too
            self.loop.add_writer(self._socket, self._wake, None)
            try:
                await self._waiting
            finally:
                self._waiting = None
                if self.is_open:  # else the number may be another socket's by now
                    self.loop.remove_writer(self._socket)

    async def _bytes(self) -> None:
        self._waiting = self.loop.create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _on_bytes(self) -> None:
        try:
            self._pg.consume_input()
        except psycopg.Error as error:  # also while nobody asks: it is then not asked any more
            self.close()
            self._wake(psycopg.OperationalError(str(error)))
        else:
            if not self._pg.is_busy():
                self._wake(None)

    def _wake(self, error: psycopg.Error | None) -> None:
        if self._waiting is None or self._waiting.done():
            return
        if error is None:
            self._waiting.set_result(None)
        else:
            self._waiting.set_exception(error)


def as_text(value: object) -> bytes | None:
    """Write a parameter as Postgres reads it.

    Raises:
        psycopg.DataError: a text with a NUL character; libpq would send what stands before it.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if "\0" in value:
            raise psycopg.DataError("Postgres cannot hold a NUL character")
        return value.encode()
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, list | tuple):
        return b"{%b}" % b",".join(_element(one) for one in value)
    return str(value).encode()


def _element(value: object) -> bytes:
    """Write an element of an array: in quotes, so that nothing in it means anything."""
    text = as_text(value)
    if text is None:
        return b"NULL"
    return b'"%b"' % text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
