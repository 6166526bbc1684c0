"""Streaming exports: all rows of a statement as JSON objects, in batches, from one snapshot."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

from sqlalchemy import Select, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.api_function import Json, publication_column
from db.errors import DatabaseUnavailable
from db.live_relations import reads_live_data
from db.schema import data_versions
from db.session import not_loaded_error, translate_reader_errors

EXPORTS: Final = 4
BATCH_ROWS: Final = 1000
WAIT_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 60


class Rows:
    """A result under way; whoever holds it closes it, read to its end or not.

    Each row is one JSON object as Postgres wrote it, with the names of `columns` in their order.
    Every row, and `publication`, are of the same snapshot, whatever is published meanwhile.
    """

    def __init__(
        self,
        *,
        columns: tuple[str, ...],
        publication: str,
        batches: AsyncIterator[Sequence[bytes]],
        stack: AsyncExitStack,
    ) -> None:
        self.columns = columns
        self.publication = publication
        self._batches = batches
        self._stack = stack

    async def __aiter__(self) -> AsyncGenerator[Sequence[bytes]]:
        """Fetch the next rows as they are asked for, never more than BATCH_ROWS at a time.

        Raises:
            DatabaseUnavailable: the server went away, or nobody asked for IDLE_SECONDS.
            StatementTimeout: these rows took too long.
        """
        with translate_reader_errors():
            async for batch in self._batches:
                yield batch

    async def aclose(self) -> None:
        """End the transaction and give the connection back; again does nothing."""
        await self._stack.aclose()


class Exports:
    """Opens results of any size through server-side cursors, a few at a time."""

    def __init__(self, engine: AsyncEngine, *, limit: int = EXPORTS) -> None:
        """Open nothing yet.

        Args:
            engine: the readers' engine.
            limit: how many may be open at once; the rest of the pool is for quick questions.
        """
        self._engine = engine
        self._free = asyncio.Semaphore(limit)

    async def open(self, statement: Select[*tuple[Any, ...]]) -> Rows:
        """Start a statement and wait for its first rows, so that its errors are raised here.

        Args:
            statement: a SELECT over tables of `db.schema`, in its final order.

        Raises:
            DatabaseUnavailable: no server answers, or too many exports are under way.
            StatementTimeout: the first rows took too long.
            NotLoaded: nothing is published.
            SchemaOutOfDate: something that the statement asks for does not exist.
        """
        with translate_reader_errors():
            try:
                return await self._open(statement)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return await self._open(statement)  # the pool held a dead connection

    async def _open(self, statement: Select[*tuple[Any, ...]]) -> Rows:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._turn())
            connection = await stack.enter_async_context(_snapshot_connection(self._engine))
            publication = publication_column(data_versions, is_live=reads_live_data(statement))
            published = await connection.scalar(select(publication))
            if published is None:
                raise not_loaded_error()
            result = await connection.stream(
                json_rows_statement(statement), execution_options={"yield_per": BATCH_ROWS}
            )
            stack.push_async_callback(result.close)
            parts = result.scalars().partitions()
            first = await anext(parts, None)
            return Rows(
                columns=tuple(column.name for column in statement.subquery().columns),
                publication=published,
                batches=_prepend_batch(first, parts),
                stack=stack.pop_all(),
            )

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            raise DatabaseUnavailable("Too many exports are under way") from error
        try:
            yield
        finally:
            self._free.release()


def json_rows_statement(statement: Select[*tuple[Any, ...]]) -> Select[bytes]:
    """Wrap a statement so that Postgres writes each row as one JSON object; its order stays."""
    listed = statement.subquery("listed")
    return select(func.row_to_json(listed.table_valued(), type_=Json()))


@asynccontextmanager
async def _snapshot_connection(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """Open a transaction that sees one state of the data; a reader who stalls loses it."""
    async with engine.connect() as pooled:
        connection = await pooled.execution_options(isolation_level="REPEATABLE READ")
        await connection.begin()
        try:
            await connection.execute(_BEGIN)
            yield connection
        finally:
            with suppress(DBAPIError):  # a dead connection has nothing left to end
                await connection.rollback()


# The whole result will be read: it is planned for that, not for its first rows. `true` is SQL's
# own: until the transaction ends.
_BEGIN: Final = select(
    func.set_config("cursor_tuple_fraction", "1", true()),
    func.set_config("idle_in_transaction_session_timeout", f"{IDLE_SECONDS}s", true()),
)


async def _prepend_batch(
    first: Sequence[bytes] | None, rest: AsyncIterator[Sequence[bytes]]
) -> AsyncGenerator[Sequence[bytes]]:
    if first is not None:
        yield first
    async for part in rest:
        yield part
