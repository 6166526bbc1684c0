"""The classic face, questions about a studio: a Spanish query in, contract.md's document out."""

from typing import Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import provide_developer
from api.responses import documented, respond
from api.shapes import DeveloperYear
from db import reads

VALVE: Final = (
    {"Año": 2017, "Cantidad de Items": 2, "Contenido Free": "0.00%"},
    {"Año": 2016, "Cantidad de Items": 2, "Contenido Free": "100.00%"},
)


class ClassicStudios(Controller):
    """What a developer releases."""

    tags = ("Studios",)

    @get(
        "/developer",
        operation_id="developer",
        summary="A developer's games and its share of free ones, by release year",
        description=(
            "Years descending; games without a known release year are left out, and a game "
            "without a known price is not free."
        ),
        dependencies={"studio": Provide(provide_developer)},
        responses=documented(
            list[DeveloperYear],
            "The years.",
            Example(summary="The first two years", value=list(VALVE)),
            named=True,
        ),
        opt={"example": "/developer?desarrollador=Valve"},
    )
    async def developer(
        self, engine: NamedDependency[AsyncEngine], studio: NamedDependency[str]
    ) -> Response[bytes]:
        """Q10."""
        return respond(await reads.developer(engine, studio=studio))
