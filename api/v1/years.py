"""/v1/years: a year in, what was released in it and what its reviews say out."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.parameters import YearOfParameter
from api.v1 import parameters as given
from api.v1.documents import YearDocument
from api.v1.examples import example
from db.lists import documents


class Years(Controller):
    """Years."""

    path = "/v1/years"
    tags = ("Years",)

    @get(
        "/{year:str}",
        operation_id="get_year",
        summary="A year: its releases, and its best and worst by reviews",
        description=(
            "Any year is known, with or without data. `year_of` is about the four rankings by "
            "reviews only; everything else is about the games released that year."
        ),
        responses=documented(YearDocument, "The year.", example("year")),
        opt={"example": "/v1/years/2014"},
    )
    async def get_year(
        self,
        engine: NamedDependency[AsyncEngine],
        year: given.Year,
        year_of: YearOfParameter = "posted",
    ) -> Response[bytes]:
        """Show one year."""
        return respond(await documents.year_document(engine, year=year, year_of=year_of))
