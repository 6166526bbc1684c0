"""Price predictions: of a game of which something is known, and of the games there are.

Each raises NotTrained where no price model is published, UnknownName where there is no such game,
genre, tag, spec or studio, NotLoaded before the first load, DatabaseUnavailable (StatementTimeout
where the question took too long) and SchemaOutOfDate.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.queries.execute import PRICE_MODEL, Answer, always, arguments, by_name
from db.queries.labels import Label, find_labels

StoreSentiment: TypeAlias = Literal[
    "Overwhelmingly Positive",
    "Very Positive",
    "Positive",
    "Mostly Positive",
    "Mixed",
    "Mostly Negative",
    "Negative",
    "Very Negative",
    "Overwhelmingly Negative",
]
"""The store's own summaries of reviews."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GameAttributes:
    """What is known of a game; None is unknown, an empty list is none."""

    genres: list[str] | None = None
    tags: list[str] | None = None
    specs: list[str] | None = None
    developer: str | None = None
    publisher: str | None = None
    title: str | None = None
    release_year: int | None = None
    early_access: bool | None = None
    metascore: int | None = None
    store_sentiment: StoreSentiment | None = None
    reviews_count: int | None = None
    recommended_percent: Decimal | None = None

    def names(self) -> list[tuple[Label, str]]:
        """List the names in it that must be known ones."""
        studios = (one for one in (self.developer, self.publisher) if one is not None)
        return [
            *((Label.GENRE, name) for name in self.genres or ()),
            *((Label.TAG, name) for name in self.tags or ()),
            *((Label.SPEC, name) for name in self.specs or ()),
            *((Label.STUDIO, name) for name in studios),
        ]


async def price(engine: AsyncEngine, attributes: GameAttributes) -> Answer:
    """Foresee the price of a game of which this is known."""
    await find_labels(engine, attributes.names())
    return await always(engine, schema.price_document, arguments(attributes), model=PRICE_MODEL)


async def game_price(engine: AsyncEngine, *, game_id: int) -> Answer:
    """Tell what a game costs, and what it should cost."""
    function = schema.game_price_document
    return await by_name(engine, function, kind="game", name=game_id, model=PRICE_MODEL)
