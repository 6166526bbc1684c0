"""A question of the contract and its arguments in, the document that Postgres wrote out.

Everything here raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where
the question took too long) and SchemaOutOfDate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db import lanes, schema
from db.errors import NotLoaded, SchemaOutOfDate, TablesHeld, UnknownName
from db.failures import explained
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.api_function import ApiFunction

Kind: TypeAlias = Literal["genre", "tag", "spec", "studio", "user", "game"]

CLOSEST_COUNT: Final = 3
_found = schema.closest_names.rows()
_CLOSEST: Final = compiled(
    select(_found.c.name).order_by(_found.c.similarity.desc(), _found.c.name)
)
_VERSION: Final = compiled(select(schema.data_versions.c.data_version))


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A JSON document in UTF-8 and the version of the data that it was read from."""

    body: bytes
    data_version: int


async def about(engine: AsyncEngine, question: ApiFunction, *, kind: Kind, name: str) -> Answer:
    """Ask about a name; the question's only argument is that name.

    Raises:
        UnknownName: there is none of that kind; it offers the closest.
    """
    [argument] = question.arguments
    answer = await _ask(engine, question, {argument: name})
    if answer is None:
        raise UnknownName(kind, name, await closest_names(engine, kind=kind, name=name))
    return answer


async def certain(engine: AsyncEngine, question: ApiFunction, **values: object) -> Answer:
    """Ask what always has an answer: every year is known, and so is every date."""
    answer = await _ask(engine, question, values)
    if answer is None:
        raise SchemaOutOfDate(f"{question.signature} gave no answer: run `ludoteca db upgrade`")
    return answer


async def closest_names(engine: AsyncEngine, *, kind: Kind, name: str) -> tuple[str, ...]:
    """Find up to three known names that resemble one, nearest first."""
    values = {"p_kind": kind, "p_name": name, "p_count": CLOSEST_COUNT}
    return tuple(row["name"] for row in await asked(engine, _CLOSEST, values))


async def asked(
    engine: AsyncEngine, question: Compiled, values: Mapping[str, object]
) -> Sequence[Mapping[str, Any]]:
    """Ask what is always asked in the same words, by the shortest way; as `rows` otherwise."""
    try:
        with explained():
            return await lanes.ask(engine, question, values)
    except TablesHeld:
        await _require_data(engine)
        raise


async def rows(
    engine: AsyncEngine, statement: Executable, values: Mapping[str, object]
) -> Sequence[Mapping[str, Any]]:
    """Run one statement; once more where the pool held a connection that had died meanwhile."""
    try:
        with explained():
            try:
                return await _once(engine, statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return await _once(engine, statement, values)
    except TablesHeld:
        await _require_data(engine)
        raise


async def _require_data(engine: AsyncEngine) -> None:
    """Tell a first load, which holds tables for as long as it takes, from an upgrade.

    Raises:
        NotLoaded: nothing was published yet; the ledger says so, which no load holds.
    """
    with explained():
        if not await lanes.ask(engine, _VERSION, {}):
            raise not_loaded()


async def check_loaded(engine: AsyncEngine) -> None:
    """Ask whether there are data at all: before that, no name is wrong."""
    if not await asked(engine, _VERSION, {}):
        raise not_loaded()


def not_loaded() -> NotLoaded:
    """Say that there are no data yet, and what to do."""
    return NotLoaded("Nothing is loaded yet: run `ludoteca load DIR`")


@cache
def _compiled(question: ApiFunction) -> Compiled:
    return compiled(question.statement())


async def _ask(
    engine: AsyncEngine, question: ApiFunction, values: Mapping[str, object]
) -> Answer | None:
    found = await asked(engine, _compiled(question), values)
    if not found:
        raise not_loaded()
    [row] = found
    if row["document"] is None:
        return None
    return Answer(body=row["document"], data_version=row["data_version"])


async def _once(
    engine: AsyncEngine, statement: Executable, values: Mapping[str, object]
) -> Sequence[Mapping[str, Any]]:
    async with engine.connect() as connection:
        result = await connection.execute(statement, values)
        return [dict(row) for row in result.mappings()]
