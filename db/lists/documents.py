"""A genre, a studio or a year in; the document that Postgres wrote about it out.

Each raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the
question took too long) and SchemaOutOfDate; those that take a name raise UnknownName.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import asking, schema

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.asking import Answer
    from db.reads import YearOf


async def genre_document(engine: AsyncEngine, *, genre: str) -> Answer:
    """Tell a genre's place, its playtime by release year and its top users."""
    return await asking.about(engine, schema.genre_document, kind="genre", name=genre)


async def studio_document(engine: AsyncEngine, *, studio: str) -> Answer:
    """Tell a studio's games by release year and how its reviews feel."""
    return await asking.about(engine, schema.studio_document, kind="studio", name=studio)


async def year_document(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Tell what was released in a year and what its reviews say."""
    return await asking.certain(engine, schema.year_document, p_year=year, p_year_of=year_of)
