"""One coroutine per question: an engine and typed arguments in, the answer that Postgres wrote out.

Each raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the
question took too long) and SchemaOutOfDate; those that take a name raise UnknownName.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sqlalchemy import func, literal, select
from sqlalchemy.exc import DBAPIError

from db import contract
from db.errors import NotLoaded, SchemaOutOfDate, UnknownName
from db.failures import explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Executable, RowMapping
    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.contract import Question

YearOf: TypeAlias = Literal["posted", "release"]
"""Whose year counts: that of the review's posting, or that of the game's release."""
Kind: TypeAlias = Literal["genre", "studio", "user", "game"]

CLOSEST_COUNT: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A JSON document in UTF-8 and the version of the data that it was read from."""

    body: bytes
    data_version: int


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


async def play_time_genre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q1: the release year with the most playtime in a genre."""
    return await _about(engine, contract.PLAY_TIME_GENRE, kind="genre", name=genre)


async def user_for_genre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q2: the user with the most playtime in a genre, and that user's hours by release year."""
    return await _about(engine, contract.USER_FOR_GENRE, kind="genre", name=genre)


async def users_recommend(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q3: the three games with the most recommending reviews of a year."""
    return await _of_year(engine, contract.USERS_RECOMMEND, year=year, year_of=year_of)


async def users_not_recommend(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q4: the three games with the most negative reviews of a year."""
    return await _of_year(engine, contract.USERS_NOT_RECOMMEND, year=year, year_of=year_of)


async def users_worst_developer(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q5: the three studios with the most negative reviews of a year."""
    return await _of_year(engine, contract.USERS_WORST_DEVELOPER, year=year, year_of=year_of)


async def best_developer_year(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q6: the three studios with the most positive, recommending reviews of a year."""
    return await _of_year(engine, contract.BEST_DEVELOPER_YEAR, year=year, year_of=year_of)


async def sentiment_by_studio(engine: AsyncEngine, *, studio: str) -> Answer:
    """Q7: negative, neutral and positive reviews of a studio's games."""
    return await _about(engine, contract.SENTIMENT_BY_STUDIO, kind="studio", name=studio)


async def sentiment_by_year(engine: AsyncEngine, *, year: int) -> Answer:
    """Q8: negative, neutral and positive reviews of the games released in a year."""
    return await _of_year(engine, contract.SENTIMENT_BY_YEAR, year=year)


async def developer_reviews_analysis(engine: AsyncEngine, *, studio: str) -> Answer:
    """Q9: negative and positive reviews of a studio's games."""
    return await _about(engine, contract.DEVELOPER_REVIEWS_ANALYSIS, kind="studio", name=studio)


async def closest_names(engine: AsyncEngine, *, kind: Kind, name: str) -> tuple[str, ...]:
    """Find up to three known names that resemble one, nearest first."""
    values = {"p_kind": kind, "p_name": name, "p_count": CLOSEST_COUNT}
    return tuple(row["name"] for row in await _rows(engine, contract.CLOSEST_NAMES, values))


async def data_version(engine: AsyncEngine) -> DataVersion:
    """Read what is published now.

    Raises:
        NotLoaded: nothing is.
    """
    rows = await _rows(engine, _CURRENT, {})
    if not rows:
        raise _not_loaded()
    return DataVersion(**rows[0])


async def check_schema(engine: AsyncEngine) -> None:
    """Ask whether every function of the contract exists.

    Raises:
        SchemaOutOfDate: one does not; the message names the first.
    """
    [found] = await _rows(engine, _SIGNATURES, {})
    for signature, is_there in found.items():
        if not is_there:
            raise SchemaOutOfDate(f"The database lacks {signature}: run `ludoteca db upgrade`")


_STATEMENTS: Final = {question: question.statement() for question in contract.QUESTIONS}
_CURRENT: Final = select(contract.data_versions)
_SIGNATURES: Final = select(
    *(
        func.to_regprocedure(literal(signature)).is_not(None).label(signature)
        for signature in contract.SIGNATURES
    )
)


async def _about(engine: AsyncEngine, question: Question, *, kind: Kind, name: str) -> Answer:
    """Ask about a name; the question's only argument is that name."""
    [(argument, _)] = question.arguments
    answer = await _ask(engine, question, {argument: name})
    if answer is None:
        raise UnknownName(kind, name, await closest_names(engine, kind=kind, name=name))
    return answer


async def _of_year(
    engine: AsyncEngine, question: Question, *, year: int, year_of: YearOf | None = None
) -> Answer:
    """Ask about a year: every year is known, so there always is an answer."""
    values = {"p_year": year} if year_of is None else {"p_year": year, "p_year_of": year_of}
    answer = await _ask(engine, question, values)
    if answer is None:
        raise SchemaOutOfDate(f"{question.signature} gave no answer: run `ludoteca db upgrade`")
    return answer


async def _ask(
    engine: AsyncEngine, question: Question, values: Mapping[str, object]
) -> Answer | None:
    rows = await _rows(engine, _STATEMENTS[question], values)
    if not rows:
        raise _not_loaded()
    [row] = rows
    if row["document"] is None:
        return None
    return Answer(body=row["document"], data_version=row["data_version"])


async def _rows(
    engine: AsyncEngine, statement: Executable, values: Mapping[str, object]
) -> Sequence[RowMapping]:
    """Run one statement; once more where the pool held a connection that had died meanwhile."""
    with explained():
        try:
            return await _once(engine, statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return await _once(engine, statement, values)


async def _once(
    engine: AsyncEngine, statement: Executable, values: Mapping[str, object]
) -> Sequence[RowMapping]:
    async with engine.connect() as connection:
        return (await connection.execute(statement, values)).mappings().all()


def _not_loaded() -> NotLoaded:
    return NotLoaded("Nothing is loaded yet: run `ludoteca load DIR`")
