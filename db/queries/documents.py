"""Documents about one genre, studio or year.

Each raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the
question took too long) and SchemaOutOfDate; those that take a name raise UnknownName.
"""

from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.queries.execute import Answer, always, by_name

YearOf: TypeAlias = Literal["posted", "release"]
"""Whose year counts: that of the review's posting, or that of the game's release."""


async def genre_document(engine: AsyncEngine, *, genre: str) -> Answer:
    """Tell a genre's place, its playtime by release year and its top users."""
    return await by_name(engine, schema.genre_document, kind="genre", name=genre)


async def studio_document(engine: AsyncEngine, *, studio: str) -> Answer:
    """Tell a studio's games by release year and how its reviews feel."""
    return await by_name(engine, schema.studio_document, kind="studio", name=studio)


async def year_document(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Tell what was released in a year and what its reviews say."""
    return await always(engine, schema.year_document, {"p_year": year, "p_year_of": year_of})
