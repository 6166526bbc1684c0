"""Reviews under /v1: the filters that lists of them share, and their counts."""

from datetime import date
from typing import Annotated, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct, field

from api.errors import AnyRequest
from api.openapi import answer_example, openapi_operation_class
from api.responses import openapi_document_responses, respond_answer, response_row_type
from api.schemas import doc
from api.schemas.labels import ReviewCounts
from api.v1.list_request import ListQuery
from api.validation import check_day_order, read_query
from db.errors import SchemaOutOfDate
from db.lists import read_list_row
from db.lists.reviews import REVIEWS_OF_GAME, review_counts_list

REVIEWS: Final = response_row_type("Review", REVIEWS_OF_GAME)


class ReviewsQuery(ListQuery, kw_only=True):
    """Filters of reviews."""

    recommend: Annotated[bool | None, doc("Whether the review recommends the game.")] = None
    sentiment: Annotated[
        Literal["negative", "neutral", "positive"] | None,
        doc("How its words feel: 0, 1 or 2 in `sentiment`."),
    ] = None
    date_from: Annotated[date | None, doc("The first day of posting.")] = None
    date_to: Annotated[date | None, doc("The last day of posting.")] = None


class DaysQuery(Struct):
    """An interval; both days belong to it."""

    first: Annotated[date, doc("The first day, from 1970-01-01.", examples=["2014-01-01"])] = field(
        name="from"
    )
    last: Annotated[
        date,
        doc("The last day, up to 2100-12-31; not before `from`.", examples=["2014-12-31"]),
    ] = field(name="to")


class Reviews(Controller):
    """Reviews over all games."""

    path = "/v1/reviews"
    tags = ("Reviews",)

    @get(
        "/count",
        operation_class=openapi_operation_class(DaysQuery),
        summary="How many users posted between two days",
        description="Both days belong to the interval.",
        responses=openapi_document_responses(
            ReviewCounts, "The counts.", answer_example("review_counts")
        ),
        opt={"example": "/v1/reviews/count?from=2014-01-01&to=2014-12-31"},
    )
    async def count_reviews(self, request: AnyRequest) -> Response[bytes]:
        """Q12."""
        days = read_query(request, DaysQuery)
        check_day_order("from", days.first, "to", days.last)
        answer = await read_list_row(
            request.app.state.engine, review_counts_list(first=days.first, last=days.last)
        )
        if answer is None:
            raise SchemaOutOfDate("api.review_counts gave no row: run `ludoteca db upgrade`")
        return respond_answer(answer)
