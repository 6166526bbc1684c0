"""Years under /v1."""

from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document
from api.schemas import doc
from api.schemas.labels import YearDocument
from api.v1.list_request import ORDER_BY_ID, respond_list, sort_query
from api.validation import read_path, read_query, year_parameter
from db import schema
from db.lists.labels import YEARS

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


YearsQuery: Final = sort_query(YEARS, "id", description=ORDER_BY_ID)


class Years(Controller):
    """Years."""

    path = "/v1/years"
    tags = ("Years",)

    @get(
        "/",
        summary="All years: releases, playtime and sentiment",
        description="Years of release; reviews are those of the year's games, whenever posted.",
        **list_operation(Year, "Years.", "/v1/years", "years", query=YearsQuery),
    )
    async def list_years(self, request: AnyRequest) -> Response[Any]:
        """List years."""
        return await respond_list(request, read_query(request, YearsQuery), YEARS)

    @get(
        "/{year:str}",
        summary="A year: its releases, and its best and worst by reviews",
        description="Any year is known, with or without data. `year_of` is about the four rankings "
        "by reviews only; everything else is about the games released that year.",
        **document_operation(
            YearDocument,
            "The year.",
            "/v1/years/2014",
            "year",
            query=YearQuery,
            path=YearPath,
            named=False,
        ),
    )
    async def get_year(self, request: AnyRequest) -> Response[bytes]:
        """Show one year."""
        path, query = read_path(request, YearPath), read_query(request, YearQuery)
        values = {"p_year": path.year, "p_year_of": query.year_of}
        return await respond_document(request, schema.year_document, values)
