"""The classic face, sentiments of reviews: a Spanish query in, contract.md's document out."""

from typing import Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import provide_studio, provide_studio_or_year
from api.responses import documented, respond
from api.shapes import Sentiments, SentimentTexts
from db import reads

OF_STUDIO: Final = {"Valve": ["Negative = 1597", "Neutral = 2570", "Positive = 5419"]}
OF_YEAR: Final = {"Negative": 1524, "Neutral": 1253, "Positive": 3577}
WITHOUT_NEUTRAL: Final = {"Valve": ["Negative = 1597", "Positive = 5419"]}


class ClassicSentiments(Controller):
    """Sentiments by studio and by year."""

    tags = ("Sentiments",)

    @get(
        "/sentiment_analysis",
        operation_id="sentiment_analysis",
        summary="Sentiments of a studio's reviews, or of a year's",
        description=(
            "Give `empresa` for the reviews of a studio's games, or `anio` for those of the games "
            "released that year; one of the two."
        ),
        dependencies={"subject": Provide(provide_studio_or_year)},
        responses=documented(
            Sentiments,
            "Negative, neutral and positive reviews.",
            Example(summary="empresa=Valve", value=OF_STUDIO),
            Example(summary="anio=2014", value=OF_YEAR),
            named=True,
        ),
        opt={"example": "/sentiment_analysis?empresa=Valve"},
    )
    async def sentiment_analysis(
        self, engine: NamedDependency[AsyncEngine], subject: NamedDependency[str | int]
    ) -> Response[bytes]:
        """Q7 and Q8."""
        if isinstance(subject, int):
            return respond(await reads.sentiment_by_year(engine, year=subject))
        return respond(await reads.sentiment_by_studio(engine, studio=subject))

    @get(
        "/developer_reviews_analysis",
        operation_id="developer_reviews_analysis",
        summary="Negative and positive reviews of a developer's games",
        description="As sentiment_analysis of a studio, without the neutral reviews.",
        dependencies={"studio": Provide(provide_studio)},
        responses=documented(
            SentimentTexts,
            "Negative and positive reviews.",
            Example(value=WITHOUT_NEUTRAL),
            named=True,
        ),
        opt={"example": "/developer_reviews_analysis?desarrolladora=Valve"},
    )
    async def developer_reviews_analysis(
        self, engine: NamedDependency[AsyncEngine], studio: NamedDependency[str]
    ) -> Response[bytes]:
        """Q9."""
        return respond(await reads.developer_reviews_analysis(engine, studio=studio))
