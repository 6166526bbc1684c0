"""Compiled statements on a few kept connections."""

import asyncio
import math
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors as pg_errors
from psycopg import pq
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Executable, event, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engines import ANSWER_LIMIT_OPTION
from db.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    LudotecaError,
    NotLoaded,
    SchemaOutOfDate,
    StatementTimeout,
    TablesHeld,
)
from db.schema import data_versions

Connection: TypeAlias = psycopg.AsyncConnection[Any]
Cursor: TypeAlias = psycopg.AsyncRawCursor[DictRow]

CONNECTIONS: Final = 4
"""One server process cannot keep more of them busy, and each is a process of Postgres with 20 to
30 MB of its own."""
WAIT_SECONDS: Final = 6.0
"""Longer than a statement may take by default: who waits for slow ones gets a turn after them."""
MAX_PREPARED: Final = 200
"""Statements that a connection keeps prepared; each takes some 40 kB of its server process."""

_DIALECT: Final = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy's
_STALE_ERRORS: Final = (
    pg_errors.FeatureNotSupported,
    pg_errors.InvalidSqlStatementName,
    pg_errors.InternalError_,
)
"""What a statement fails with that was prepared before an upgrade, or in another session; or that
was waiting for an object when an upgrade put another into its place."""
_BUSY: Final = "Every connection to the database is busy"
_SILENT: Final = "The database does not answer: {}"
_NOT_LOADED: Final = "Nothing is loaded yet: run `ludoteca load DIR`"
_OUT_OF_DATE: Final = (
    SchemaOutOfDate,
    "The database lacks something that this version asks for: run `ludoteca db upgrade`",
)
_TRANSLATIONS: Final[Mapping[type[psycopg.Error], tuple[type[LudotecaError], str]]] = {
    pg_errors.QueryCanceled: (
        StatementTimeout,
        "The question took longer than the database may spend on one",
    ),
    pg_errors.LockNotAvailable: (
        TablesHeld,
        "A first load or an upgrade holds what the question reads",
    ),
    pg_errors.UndefinedColumn: _OUT_OF_DATE,
    pg_errors.UndefinedFunction: _OUT_OF_DATE,
    pg_errors.UndefinedTable: _OUT_OF_DATE,
    pg_errors.InvalidSchemaName: _OUT_OF_DATE,
    pg_errors.ObjectNotInPrerequisiteState: (NotLoaded, _NOT_LOADED),
    pg_errors.InsufficientPrivilege: (
        ConfigurationError,
        "The login may not read Ludoteca's data: grant it ludoteca_reader",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Compiled:
    """A statement as Postgres reads it."""

    sql: bytes
    names: tuple[str, ...]
    """The parameters, in the order of their numbers."""
    constants: Mapping[str, object]
    """The values of those that the statement itself gives."""


def compile_statement(statement: Executable) -> Compiled:
    """Compile a statement once and for all; parameters without a value are given later."""
    found: Any = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined] # all of ours can
    return Compiled(
        sql=str(found).encode(),
        names=tuple(found.positiontup or ()),
        constants={
            name: bind.effective_value
            for bind, name in found.bind_names.items()
            if not bind.required
        },
    )


async def fetch_all(
    engine: AsyncEngine, compiled: Compiled, values: Mapping[str, object]
) -> Sequence[DictRow]:
    """Execute a statement and read every row; lists are arrays.

    Raises:
        DatabaseUnavailable: no server answers, it went away, or every connection is busy.
        StatementTimeout: the server stopped the statement.
        TablesHeld: an upgrade did not let go of a table in time.
        SchemaOutOfDate: something that the statement names does not exist there.
        NotLoaded: nothing was published yet.
        ConfigurationError: the login may not read.
    """
    try:
        return await execute(engine, compiled, values)
    except TablesHeld:  # by a first load, for as long as it takes? the ledger is held by none
        if not await execute(engine, _DATA_VERSION, {}):
            raise not_loaded_error() from None
        raise


async def execute(
    engine: AsyncEngine, compiled: Compiled, values: Mapping[str, object]
) -> Sequence[DictRow]:
    """Do the same for who may not read the ledger.

    Raises:
        LudotecaError: see `fetch_all`; NotLoaded only where Postgres says so itself.
    """
    pool = _pools.get(engine) or _new_pool(engine)
    with translate_reader_errors():
        return await pool.fetch_all(engine, compiled, values)


async def connect_unpooled(engine: AsyncEngine) -> Connection:
    """Connect as the engine does, outside its pool; whoever asked for it closes it."""
    taken = await engine.raw_connection()
    driver: Any = taken.driver_connection
    taken.detach()
    connection: Connection = driver
    return connection


class Pool:
    """Connections of one engine; the last one used is the next one."""

    def __init__(self) -> None:
        self.free: list[Cursor] = []
        self._turns = asyncio.Semaphore(CONNECTIONS)

    async def fetch_all(
        self, engine: AsyncEngine, compiled: Compiled, values: Mapping[str, object]
    ) -> list[DictRow]:
        """Execute on a free connection; once more on a new one where the old one was dead or stale.

        Raises:
            psycopg.Error, sqlalchemy.exc.DBAPIError: see `translate_reader_errors`.
            DatabaseUnavailable: every connection is busy, or the server is silent.
        """
        await self._take_turn()
        try:
            is_new = not self.free
            cursor = await _open_cursor(engine) if is_new else self.free.pop()
            try:
                return await self._execute(engine, cursor, compiled, values)
            except (psycopg.OperationalError, *_STALE_ERRORS) as error:
                if not cursor.connection.closed and not isinstance(error, _STALE_ERRORS):
                    raise
            self.close()  # the others are of the same age
            cursor.connection.pgconn.finish()
            if is_new:  # the engine's pool had it, and may have more like it
                await engine.dispose()
            return await self._execute(engine, await _open_cursor(engine), compiled, values)
        finally:
            self._turns.release()

    def close(self) -> None:
        """Close what is free."""
        for cursor in self.free:
            cursor.connection.pgconn.finish()
        self.free.clear()

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise DatabaseUnavailable(_BUSY) from error

    async def _execute(
        self, engine: AsyncEngine, cursor: Cursor, compiled: Compiled, values: Mapping[str, object]
    ) -> list[DictRow]:
        constants, connection = compiled.constants, cursor.connection
        given = [values[name] if name in values else constants[name] for name in compiled.names]
        limit = engine.sync_engine.get_execution_options().get(ANSWER_LIMIT_OPTION, math.inf)
        loop = asyncio.get_running_loop()
        silent_from = loop.time() + limit
        timer = loop.call_at(silent_from, _abort_connection, connection)
        try:
            await cursor.execute(compiled.sql, given, prepare=True)
            return await cursor.fetchall()
        except psycopg.OperationalError as error:
            if not connection.closed or loop.time() < silent_from:
                raise
            self.close()  # the others are of the same server; whoever asks next connects anew
            raise DatabaseUnavailable(_SILENT.format(f"no answer for {limit:g} s")) from error
        finally:
            timer.cancel()
            if connection.pgconn.transaction_status == pq.TransactionStatus.IDLE:
                self.free.append(cursor)
            else:  # its answer would be the next question's
                connection.pgconn.finish()


_pools: Final[WeakKeyDictionary[AsyncEngine, Pool]] = WeakKeyDictionary()
_DATA_VERSION: Final = compile_statement(select(data_versions.c.data_version))


def _new_pool(engine: AsyncEngine) -> Pool:
    pool = _pools[engine] = Pool()
    event.listen(engine.sync_engine, "engine_disposed", lambda _: pool.close())
    return pool


async def _open_cursor(engine: AsyncEngine) -> Cursor:
    connection = await connect_unpooled(engine)
    connection.prepared_max = MAX_PREPARED
    # the size of a number must not make another statement of the same text
    connection.adapters.register_dumper(int, Int8Dumper)
    return psycopg.AsyncRawCursor(connection, row_factory=dict_row)


def _abort_connection(connection: Connection) -> None:
    """End a connection under whoever waits for it; closed, its number would be another socket's."""
    with socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as twin:
        twin.shutdown(socket.SHUT_RDWR)


def not_loaded_error() -> NotLoaded:
    """Say that there are no data yet, and what to do."""
    return NotLoaded(_NOT_LOADED)


@contextmanager
def translate_reader_errors() -> Iterator[None]:
    """Turn what SQLAlchemy and psycopg raise inside the block into Ludoteca's errors.

    Raises:
        LudotecaError: see `fetch_all`; the original stays as its cause.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseUnavailable(_BUSY) from error
    except (DBAPIError, psycopg.Error) as error:
        translated = _translate_reader_error(error)
        if translated is None:
            raise
        raise translated from error


def _translate_reader_error(raised: DBAPIError | psycopg.Error) -> LudotecaError | None:
    """Find the error for a person; None for one that only a programmer can mend."""
    is_gone = isinstance(raised, DBAPIError) and raised.connection_invalidated
    cause = raised.orig if isinstance(raised, DBAPIError) else raised
    for kind, (error, message) in _TRANSLATIONS.items():
        if isinstance(cause, kind):
            return error(message)
    if is_gone or isinstance(cause, pg_errors.OperationalError):
        return DatabaseUnavailable(_SILENT.format(cause))
    return None
