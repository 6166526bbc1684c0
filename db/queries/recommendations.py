"""Recommendations for a user or a list of games, and games similar to one.

Each raises NotTrained where no model is published, UnknownName where there is no such game, user or
genre, NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the question
took too long) and SchemaOutOfDate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.queries.execute import RECOMMENDER, Answer, always, arguments, by_name
from db.queries.labels import Label, find_labels
from db.session import compile_statement, fetch_all

Goal: TypeAlias = Literal["own", "play"]
"""What a game is recommended for: that it will be owned, or played for more than an hour."""

Method: TypeAlias = Literal["weights", "users"]
"""Who recommends: the model's weights, or the users whose libraries resemble most."""

_given: Final = (
    func.unnest(bindparam("p_games", type_=ARRAY(BigInteger())))
    .table_valued("game_id", with_ordinality="place", name="given")
    .render_derived()
)
_games: Final = schema.game_details
_MISSING: Final = compile_statement(
    select(_given.c.game_id)
    .where(~select(_games.c.game_id).where(_games.c.game_id == _given.c.game_id).exists())
    .order_by(_given.c.place)
)
"""Those of p_games that no game has, in their order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationFilters:
    """What the games of an answer must be; an unknown year or price passes no filter on it."""

    year_from: int | None = None
    genre: str | None = None
    price_to: Decimal | None = None
    free_only: bool = False
    early_access: bool = True
    """False leaves out games in early access."""
    in_catalogue: bool = True
    """False lets in games outside the catalogue."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationOptions(RecommendationFilters):
    """How games are chosen for a library."""

    count: int = 10
    goal: Goal = "own"
    method: Method = "weights"
    diversity: float = 0.0
    """From 0, the best scores, to 1, as different from each other as may be."""
    newcomers: int = 0
    """How many of the places go to games with few owners."""


async def similar_games(
    engine: AsyncEngine, *, game_id: int, count: int, filters: RecommendationFilters
) -> Answer:
    """List the games most similar to one."""
    await _check_genre(engine, filters)
    values = {"p_count": count, **arguments(filters)}
    function = schema.similar_games_document
    return await by_name(
        engine, function, kind="game", name=game_id, values=values, model=RECOMMENDER
    )


async def games_for_user(
    engine: AsyncEngine, *, user_id: str, options: RecommendationOptions
) -> Answer:
    """Recommend games that a user does not own."""
    await _check_genre(engine, options)
    function, values = schema.recommended_games_document, arguments(options)
    return await by_name(
        engine, function, kind="user", name=user_id, values=values, model=RECOMMENDER
    )


async def games_for_list(
    engine: AsyncEngine, *, library: Mapping[int, int | None], options: RecommendationOptions
) -> tuple[Answer, tuple[int, ...]]:
    """Recommend games to somebody who owns those listed.

    Args:
        engine: where to ask.
        library: each game's id and the minutes that it was played, None where they are not known.
        options: how.

    Returns:
        The answer, and the ids that no game has, in the order given.
    """
    await _check_genre(engine, options)
    ids, minutes = list(library), list(library.values())
    values = {"p_games": ids, "p_minutes": minutes, **arguments(options)}
    answer = await always(engine, schema.recommended_games_for_document, values, model=RECOMMENDER)
    missing = await fetch_all(engine, _MISSING, {"p_games": ids})
    return answer, tuple(row["game_id"] for row in missing)


async def _check_genre(engine: AsyncEngine, filters: RecommendationFilters) -> None:
    if filters.genre is not None:
        await find_labels(engine, [(Label.GENRE, filters.genre)])
