"""What is published, and whether the database is as this code needs it.

Each raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the
question took too long) and SchemaOutOfDate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sqlalchemy import func, literal, select

from db import schema
from db.asking import asked, not_loaded, rows
from db.errors import SchemaOutOfDate
from db.wire import compiled

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

YearOf: TypeAlias = Literal["posted", "release"]
"""Whose year counts: that of the review's posting, or that of the game's release."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DataVersion:
    """What is published now."""

    data_version: int
    published_at: datetime
    games_count: int
    games_in_catalogue_count: int
    users_count: int
    items_count: int
    reviews_count: int


async def data_version(engine: AsyncEngine) -> DataVersion:
    """Read what is published now.

    Raises:
        NotLoaded: nothing is.
    """
    found = await asked(engine, _CURRENT, {})
    if not found:
        raise not_loaded()
    return DataVersion(**found[0])


async def check_schema(engine: AsyncEngine) -> None:
    """Ask whether every function of the contract exists.

    Raises:
        SchemaOutOfDate: one does not; the message names the first.
    """
    [found] = await rows(engine, _SIGNATURES, {})
    for signature, is_there in found.items():
        if not is_there:
            raise SchemaOutOfDate(f"The database lacks {signature}: run `ludoteca db upgrade`")


_CURRENT: Final = compiled(select(schema.data_versions))
_SIGNATURES: Final = select(
    *(
        func.to_regprocedure(literal(one.signature)).is_not(None).label(one.signature)
        for one in schema.FUNCTIONS
    )
)
