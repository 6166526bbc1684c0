"""Revision of a database's schema, and whether it serves this code."""

from typing import Final

from sqlalchemy import Text, column, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.errors import SchemaOutOfDate
from db.session import compile_statement, fetch_all
from db.settings import CHECKOUT

CODE_REVISION: Final = max(
    (path.stem for path in (CHECKOUT / "migrations" / "objects").glob("*.txt")), default=""
)
"""The newest revision of this code."""

_REVISION: Final = compile_statement(
    select(
        func.api.schema_revision().table_valued(
            column("revision", Text), column("compatible_since", Text)
        )
    )
)


async def check_schema(engine: AsyncEngine) -> None:
    """Ask whether the schema is that of this code, or a later one that still serves it.

    Raises:
        SchemaOutOfDate: it is older, or newer and no longer compatible; says what to do.
        DatabaseUnavailable: no server answers.
    """
    [found] = await fetch_all(engine, _REVISION, {})
    revision, since = found["revision"], found["compatible_since"]
    if revision < CODE_REVISION:
        raise SchemaOutOfDate(
            f"The database is at revision {revision}, this code needs {CODE_REVISION}: "
            "run `ludoteca db upgrade`"
        )
    if since > CODE_REVISION:
        raise SchemaOutOfDate(
            f"The database is at revision {revision}, which serves code of {since} and later; "
            f"this code is of {CODE_REVISION}: upgrade the code"
        )
