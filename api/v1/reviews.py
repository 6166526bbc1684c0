"""Filters of reviews, or an interval of days, in; what lists share, or the counts, out."""

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.problems import Problem
from api.v1 import parameters as given
from api.v1.examples import example
from api.v1.shapes import row_shape
from db.errors import SchemaOutOfDate
from db.lists import read_row
from db.lists.names import counted
from db.lists.people import REVIEWS_OF_GAME, ReviewFilters

REVIEWS: Final = row_shape("Review", REVIEWS_OF_GAME)

Sentiment: TypeAlias = Annotated[
    Literal["negative", "neutral", "positive"] | None,
    QueryParameter(name="sentiment", description="How its words feel: 0, 1 or 2 in `sentiment`."),
]


class ReviewCounts(Struct):
    """Who posted in an interval, and how much of it recommends."""

    users_count: Annotated[int, Meta(description="Users who posted.")]
    reviews_count: Annotated[int, Meta(description="Reviews that they posted.")]
    recommended_percent: Annotated[
        float | None,
        Meta(description="Share of them that recommend in percent, 2 decimals; null without any."),
    ]


async def provide_review_filters(
    recommend: given.Recommend = None,
    sentiment: Sentiment = None,
    date_from: given.DateFrom = None,
    date_to: given.DateTo = None,
) -> ReviewFilters:
    """Gather the filters."""
    return ReviewFilters(
        recommend=recommend, sentiment=sentiment, date_from=date_from, date_to=date_to
    )


async def provide_days(first: given.FirstDay, last: given.LastDay) -> tuple[date, date]:
    """Gather an interval.

    Raises:
        Problem: 400, its end comes before its beginning.
    """
    if first > last:
        raise Problem(
            "conflicting-parameters",
            f"from is {first} and to is {last}: from must not come after to.",
            parameter="from",
        )
    return first, last


class Reviews(Controller):
    """Reviews over all games."""

    path = "/v1/reviews"
    tags = ("Reviews",)

    @get(
        "/count",
        operation_id="count_reviews",
        summary="How many users posted between two days",
        description="Both days belong to the interval.",
        dependencies={"days": Provide(provide_days)},
        responses=documented(ReviewCounts, "The counts.", example("review_counts")),
        opt={"example": "/v1/reviews/count?from=2014-01-01&to=2014-12-31"},
    )
    async def count_reviews(
        self, engine: NamedDependency[AsyncEngine], days: NamedDependency[tuple[date, date]]
    ) -> Response[bytes]:
        """Q12."""
        first, last = days
        answer = await read_row(engine, counted(first=first, last=last))
        if answer is None:
            raise SchemaOutOfDate("api.review_counts gave no row: run `ludoteca db upgrade`")
        return respond(answer)
