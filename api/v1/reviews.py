"""Reviews under /v1: the filters that lists of them share, and their counts."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct, field

from api.errors import AnyRequest
from api.operations import document_operation, response_row_type
from api.responses import respond_answer
from api.schemas import doc
from api.schemas.labels import ReviewCounts
from api.v1.list_request import ListQuery, Owner, respond_list
from api.validation import check_day_order, pick_given_fields, read_query
from db.errors import SchemaOutOfDate
from db.lists import ListResource, read_list_row
from db.lists.reviews import REVIEW_CLAUSES, REVIEW_COUNTS, REVIEWS_OF_GAME
from db.lists.statements import filter_conditions

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


async def respond_reviews(
    request: AnyRequest, listing: ListResource, *, of: Owner
) -> Response[Any]:
    """Answer with the reviews of a game or a user that pass the filters, newest first."""
    query = read_query(request, ReviewsQuery)
    filters = pick_given_fields(query, REVIEW_CLAUSES)
    conditions = filter_conditions(filters, REVIEW_CLAUSES)
    return await respond_list(request, query, listing, conditions, of=of, sort="-posted")


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
        summary="How many users posted between two days",
        description="Both days belong to the interval.",
        **document_operation(
            ReviewCounts,
            "The counts.",
            "/v1/reviews/count?from=2014-01-01&to=2014-12-31",
            "review_counts",
            query=DaysQuery,
        ),
    )
    async def count_reviews(self, request: AnyRequest) -> Response[bytes]:
        """Q12."""
        days = read_query(request, DaysQuery)
        check_day_order("from", days.first, "to", days.last)
        listing = REVIEW_COUNTS.given(p_from=days.first, p_to=days.last)
        answer = await read_list_row(request.app.state.engine, listing)
        if answer is None:
            raise SchemaOutOfDate("api.review_counts gave no row: run `ludoteca db upgrade`")
        return respond_answer(answer)
