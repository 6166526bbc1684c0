"""What is known of a game in; the price that Postgres foresees for it out.

Each raises NotTrained where no price model is published, UnknownName where there is no such game,
genre, tag, spec or studio, NotLoaded before the first load, DatabaseUnavailable (StatementTimeout
where the question took too long) and SchemaOutOfDate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from db import asking, schema
from db.asking import Answer
from db.errors import NotTrained, SchemaOutOfDate, UnknownName
from db.lists.labels import Label, find_labels
from db.queries.execute import PRICE_MODEL
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.api_function import ApiFunction

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
class Clues:
    """What is known of a game; None is unknown, an empty list is none."""

    genres: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    specs: tuple[str, ...] | None = None
    developer: str | None = None
    publisher: str | None = None
    title: str | None = None
    release_year: int | None = None
    early_access: bool | None = None
    metascore: int | None = None
    store_sentiment: StoreSentiment | None = None
    reviews_count: int | None = None
    recommended_percent: Decimal | None = None

    def arguments(self) -> dict[str, Any]:
        """Name them as the function of schema `api` does."""
        return {
            "p_genres": None if self.genres is None else list(self.genres),
            "p_tags": None if self.tags is None else list(self.tags),
            "p_specs": None if self.specs is None else list(self.specs),
            "p_developer": self.developer,
            "p_publisher": self.publisher,
            "p_title": self.title,
            "p_release_year": self.release_year,
            "p_early_access": self.early_access,
            "p_metascore": self.metascore,
            "p_store_sentiment": self.store_sentiment,
            "p_reviews_count": self.reviews_count,
            "p_recommended_percent": self.recommended_percent,
        }

    def names(self) -> list[tuple[Label, str]]:
        """List the names in it that must be known ones."""
        studios = (one for one in (self.developer, self.publisher) if one is not None)
        return [
            *((Label.GENRE, name) for name in self.genres or ()),
            *((Label.TAG, name) for name in self.tags or ()),
            *((Label.SPEC, name) for name in self.specs or ()),
            *((Label.STUDIO, name) for name in studios),
        ]


async def price(engine: AsyncEngine, clues: Clues) -> Answer:
    """Foresee the price of a game of which this is known."""
    await find_labels(engine, clues.names())
    return _certain(
        schema.price_document, await _ask(engine, schema.price_document, clues.arguments())
    )


async def game_price(engine: AsyncEngine, *, game_id: int) -> Answer:
    """Tell what a game costs, and what it should cost."""
    answer = await _ask(engine, schema.game_price_document, {"p_game_id": game_id})
    if answer is None:
        raise UnknownName("game", str(game_id))
    return answer


def _certain(question: ApiFunction, answer: Answer | None) -> Answer:
    if answer is None:
        raise SchemaOutOfDate(f"{question.signature} gave no answer: run `ludoteca db upgrade`")
    return answer


async def _ask(
    engine: AsyncEngine, question: ApiFunction, values: Mapping[str, Any]
) -> Answer | None:
    found = await asking.asked(engine, _compiled(question), values)
    if not found:
        raise asking.not_loaded()
    [row] = found
    if not row["is_trained"]:
        raise NotTrained("No price model is published yet: run `ludoteca prices train`")
    if row["document"] is None:
        return None
    return Answer(body=row["document"], data_version=row["data_version"])


@cache
def _compiled(question: ApiFunction) -> Compiled:
    """Ask, in the same snapshot, whether there is a model."""
    return compiled(question.statement().add_columns(PRICE_MODEL.is_published.label("is_trained")))
