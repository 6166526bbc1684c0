"""Years under /v1."""

from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.openapi import answer_example, openapi_operation_class
from api.responses import (
    openapi_document_responses,
    openapi_list_responses,
    respond_answer,
    response_row_type,
)
from api.schemas import doc
from api.schemas.labels import YearDocument
from api.v1.list_request import ListQuery, respond_list
from api.validation import read_path, read_query, year_parameter
from db import schema
from db.lists.labels import YEARS
from db.queries.documents import read_document

Year: Final = response_row_type("Year", YEARS)


class YearPath(Struct):
    """Which year."""

    year: Annotated[int, year_parameter("A year.", 2014)]


class YearQuery(Struct):
    """What the rankings by reviews are about."""

    year_of: Annotated[
        Literal["posted", "release"],
        doc("Whose year counts: the review's (`posted`) or the game's (`release`)."),
    ] = "posted"


class YearsQuery(ListQuery, kw_only=True):
    """The order of years."""

    sort: Annotated[Literal["id", "-id"], doc("The order; `-id` has the latest first.")] = "id"


class Years(Controller):
    """Years."""

    path = "/v1/years"
    tags = ("Years",)

    @get(
        "/",
        operation_class=openapi_operation_class(YearsQuery),
        summary="All years: releases, playtime and sentiment",
        description="Years of release; reviews are those of the year's games, whenever posted.",
        responses=openapi_list_responses(Year, "Years.", answer_example("years")),
        opt={"example": "/v1/years"},
    )
    async def list_years(self, request: AnyRequest) -> Response[Any]:
        """List years."""
        query = read_query(request, YearsQuery)
        return await respond_list(request, query, YEARS, sort=query.sort)

    @get(
        "/{year:str}",
        operation_class=openapi_operation_class(YearQuery, path=YearPath),
        summary="A year: its releases, and its best and worst by reviews",
        description=(
            "Any year is known, with or without data. `year_of` is about the four rankings by "
            "reviews only; everything else is about the games released that year."
        ),
        responses=openapi_document_responses(YearDocument, "The year.", answer_example("year")),
        opt={"example": "/v1/years/2014"},
    )
    async def get_year(self, request: AnyRequest) -> Response[bytes]:
        """Show one year."""
        path, query = read_path(request, YearPath), read_query(request, YearQuery)
        values = {"p_year": path.year, "p_year_of": query.year_of}
        return respond_answer(
            await read_document(request.app.state.engine, schema.year_document, values)
        )
