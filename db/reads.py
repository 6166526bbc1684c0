"""One coroutine per question: an engine and typed arguments in, the answer that Postgres wrote out.

Each raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where the
question took too long) and SchemaOutOfDate; those that take a name raise UnknownName.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sqlalchemy import func, literal, select

from db import contract, contract_calls, contract_prices, contract_recommendations
from db.asking import about, asked, certain, not_loaded, rows
from db.errors import SchemaOutOfDate
from db.wire import compiled

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.asking import Answer

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


async def play_time_genre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q1: the release year with the most playtime in a genre."""
    return await about(engine, contract.PLAY_TIME_GENRE, kind="genre", name=genre)


async def user_for_genre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q2: the user with the most playtime in a genre, and that user's hours by release year."""
    return await about(engine, contract.USER_FOR_GENRE, kind="genre", name=genre)


async def users_recommend(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q3: the three games with the most recommending reviews of a year."""
    return await certain(engine, contract.USERS_RECOMMEND, p_year=year, p_year_of=year_of)


async def users_not_recommend(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q4: the three games with the most negative reviews of a year."""
    return await certain(engine, contract.USERS_NOT_RECOMMEND, p_year=year, p_year_of=year_of)


async def users_worst_developer(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q5: the three studios with the most negative reviews of a year."""
    return await certain(engine, contract.USERS_WORST_DEVELOPER, p_year=year, p_year_of=year_of)


async def best_developer_year(engine: AsyncEngine, *, year: int, year_of: YearOf) -> Answer:
    """Q6: the three studios with the most positive, recommending reviews of a year."""
    return await certain(engine, contract.BEST_DEVELOPER_YEAR, p_year=year, p_year_of=year_of)


async def sentiment_by_studio(engine: AsyncEngine, *, studio: str) -> Answer:
    """Q7: negative, neutral and positive reviews of a studio's games."""
    return await about(engine, contract.SENTIMENT_BY_STUDIO, kind="studio", name=studio)


async def sentiment_by_year(engine: AsyncEngine, *, year: int) -> Answer:
    """Q8: negative, neutral and positive reviews of the games released in a year."""
    return await certain(engine, contract.SENTIMENT_BY_YEAR, p_year=year)


async def developer_reviews_analysis(engine: AsyncEngine, *, studio: str) -> Answer:
    """Q9: negative and positive reviews of a studio's games."""
    return await about(engine, contract.DEVELOPER_REVIEWS_ANALYSIS, kind="studio", name=studio)


async def developer(engine: AsyncEngine, *, studio: str) -> Answer:
    """Q10: a studio's games and the share of free ones, by release year."""
    return await about(engine, contract.DEVELOPER, kind="studio", name=studio)


async def userdata(engine: AsyncEngine, *, user_id: str) -> Answer:
    """Q11: what a user paid, recommends and owns."""
    return await about(engine, contract.USERDATA, kind="user", name=user_id)


async def countreviews(engine: AsyncEngine, *, first: date, last: date) -> Answer:
    """Q12: users who posted from one date to another, and how much of it recommends."""
    return await certain(engine, contract.COUNTREVIEWS, p_from=first, p_to=last)


async def genre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q13: a genre's place by playtime."""
    return await about(engine, contract.GENRE, kind="genre", name=genre)


async def userforgenre(engine: AsyncEngine, *, genre: str) -> Answer:
    """Q14: the five users with the most playtime in a genre."""
    return await about(engine, contract.USERFORGENRE, kind="genre", name=genre)


async def genero(engine: AsyncEngine, *, year: int) -> Answer:
    """Q15: the five most frequent genres among a year's games."""
    return await certain(engine, contract.GENERO, p_year=year)


async def juegos(engine: AsyncEngine, *, year: int, page: int) -> Answer:
    """Q16: a year's games, a page of them, and their number; pages count from 1."""
    return await certain(engine, contract.JUEGOS, p_year=year, p_page=page)


async def specs(engine: AsyncEngine, *, year: int) -> Answer:
    """Q17: the five most frequent specs among a year's games."""
    return await certain(engine, contract.SPECS, p_year=year)


async def earlyacces(engine: AsyncEngine, *, year: int) -> Answer:
    """Q18: how many of a year's games are in early access."""
    return await certain(engine, contract.EARLYACCES, p_year=year)


async def sentiment(engine: AsyncEngine, *, year: int) -> Answer:
    """Q19: a year's games by the store's summary of their reviews."""
    return await certain(engine, contract.SENTIMENT, p_year=year)


async def metascore(engine: AsyncEngine, *, year: int) -> Answer:
    """Q20: a year's five games with the highest metascore."""
    return await certain(engine, contract.METASCORE, p_year=year)


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


_CURRENT: Final = compiled(select(contract.data_versions))
_SIGNATURES: Final = select(
    *(
        func.to_regprocedure(literal(signature)).is_not(None).label(signature)
        for signature in (
            *contract.SIGNATURES,
            *contract_calls.SIGNATURES,
            *contract_recommendations.SIGNATURES,
            *contract_prices.SIGNATURES,
        )
    )
)
