"""A game, a user or a list of games in; the recommendations that Postgres made of it out.

Each raises NotTrained where no model is published, UnknownName where there is no such game, user or
genre, NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the question
took too long) and SchemaOutOfDate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from db import asking, schema
from db.asking import Answer
from db.errors import NotTrained, SchemaOutOfDate, UnknownName
from db.lists.labels import Label, find_labels
from db.lists.people import unknown_user
from db.queries.execute import RECOMMENDER
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.api_function import ApiFunction

_given = func.unnest(bindparam("p_games", type_=ARRAY(BigInteger())))
_ids = _given.table_valued("game_id", with_ordinality="place", name="given").render_derived()
_games = schema.game_details
_MISSING: Final = compiled(
    select(_ids.c.game_id)
    .where(~select(_games.c.game_id).where(_games.c.game_id == _ids.c.game_id).exists())
    .order_by(_ids.c.place)
)
"""Those of p_games that no game has, in their order."""

Goal: TypeAlias = Literal["own", "play"]
"""What a game is recommended for: that it will be owned, or played for more than an hour."""

Method: TypeAlias = Literal["weights", "users"]
"""Who recommends: the model's weights, or the users whose libraries resemble most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What the games of an answer must be; an unknown year or price fulfils no wish of one."""

    year_from: int | None = None
    genre: str | None = None
    price_to: Decimal | None = None
    free: bool = False
    """Only games with a price of 0."""
    early_access: bool = True
    """False leaves out games in early access."""
    in_catalogue: bool = True
    """False lets in games outside the catalogue."""

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` do."""
        return {
            "p_year_from": self.year_from,
            "p_genre": self.genre,
            "p_price_to": self.price_to,
            "p_free_only": self.free,
            "p_early_access": self.early_access,
            "p_in_catalogue": self.in_catalogue,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """How games are chosen for a library."""

    count: int = 10
    goal: Goal = "own"
    method: Method = "weights"
    wishes: Wishes = field(default_factory=Wishes)
    diversity: float = 0.0
    """From 0, the best scores, to 1, as different from each other as may be."""
    newcomers: int = 0
    """How many of the places go to games with few owners."""

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` do."""
        return {
            "p_count": self.count,
            "p_goal": self.goal,
            "p_method": self.method,
            **self.wishes.arguments(),
            "p_diversity": self.diversity,
            "p_newcomers": self.newcomers,
        }


async def similar_games(engine: AsyncEngine, *, game_id: int, count: int, wishes: Wishes) -> Answer:
    """List the games most similar to one."""
    await _check_genre(engine, wishes)
    return await _of_game(
        engine, schema.similar_games_document, game_id, {"p_count": count, **wishes.arguments()}
    )


async def games_for_user(engine: AsyncEngine, *, user_id: str, ranking: Ranking) -> Answer:
    """Recommend games that a user does not own."""
    await _check_genre(engine, ranking.wishes)
    return await _of_user(engine, schema.recommended_games_document, user_id, ranking.arguments())


async def games_for_list(
    engine: AsyncEngine, *, library: Mapping[int, int | None], ranking: Ranking
) -> tuple[Answer, tuple[int, ...]]:
    """Recommend games to somebody who owns those listed.

    Args:
        engine: where to ask.
        library: each game's id and the minutes that it was played, None where they are not known.
        ranking: how.

    Returns:
        The answer, and the ids that no game has, in the order given.
    """
    await _check_genre(engine, ranking.wishes)
    ids, minutes = list(library), list(library.values())
    answer = await _ask(
        engine,
        schema.recommended_games_for_document,
        {"p_games": ids, "p_minutes": minutes, **ranking.arguments()},
    )
    if answer is None:
        signature = schema.recommended_games_for_document.signature
        raise SchemaOutOfDate(f"{signature} gave no answer: run `ludoteca db upgrade`")
    missing = await asking.asked(engine, _MISSING, {"p_games": ids})
    return answer, tuple(row["game_id"] for row in missing)


async def _of_game(
    engine: AsyncEngine, question: ApiFunction, game_id: int, values: Mapping[str, Any]
) -> Answer:
    answer = await _ask(engine, question, {"p_game_id": game_id, **values})
    if answer is None:
        raise UnknownName("game", str(game_id))
    return answer


async def _of_user(
    engine: AsyncEngine, question: ApiFunction, user_id: str, values: Mapping[str, Any]
) -> Answer:
    answer = await _ask(engine, question, {"p_user_id": user_id, **values})
    if answer is None:
        raise await unknown_user(engine, user_id)
    return answer


async def _check_genre(engine: AsyncEngine, wishes: Wishes) -> None:
    if wishes.genre is not None:
        await find_labels(engine, [(Label.GENRE, wishes.genre)])


async def _ask(
    engine: AsyncEngine, question: ApiFunction, values: Mapping[str, Any]
) -> Answer | None:
    found = await asking.asked(engine, _compiled(question), values)
    if not found:
        raise asking.not_loaded()
    [row] = found
    if not row["is_trained"]:
        raise NotTrained("No model is published yet: run `ludoteca similarities`")
    if row["document"] is None:
        return None
    return Answer(body=row["document"], data_version=row["data_version"])


@cache
def _compiled(question: ApiFunction) -> Compiled:
    """Ask, in the same snapshot, whether there is a model."""
    return compiled(question.statement().add_columns(RECOMMENDER.is_published.label("is_trained")))
