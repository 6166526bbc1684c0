"""The classic face, rankings of a year: a Spanish query in, contract.md's document out."""

from typing import Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import YearOfParameter, provide_year
from api.responses import documented, respond
from api.shapes import Podium
from db import reads

RECOMMENDED: Final = ("Team Fortress 2", "Counter-Strike: Global Offensive", "Garry's Mod")
NOT_RECOMMENDED: Final = (
    "DayZ",
    "Infestation: Survivor Stories Classic",
    "Counter-Strike: Global Offensive",
)
WORST: Final = ("Valve", "Bohemia Interactive", "Facepunch Studios")
BEST: Final = ("Valve", "Facepunch Studios", "Bohemia Interactive")


def _of_2014(names: tuple[str, ...]) -> Example:
    podium = [{f"Puesto {place}": name} for place, name in enumerate(names, start=1)]
    return Example(summary="anio=2014", value=podium)


class ClassicYears(Controller):
    """Best and worst of a year."""

    tags = ("Years",)
    dependencies = {"year": Provide(provide_year)}  # noqa: RUF012 - Litestar reads it as it is

    @get(
        "/UsersRecommend",
        operation_id="UsersRecommend",
        summary="The 3 most recommended games of a year",
        description=(
            "By reviews that recommend and are not negative. A tie goes to the lower game id."
        ),
        responses=documented(Podium, "Up to three games.", _of_2014(RECOMMENDED)),
        opt={"example": "/UsersRecommend?anio=2014"},
    )
    async def users_recommend(
        self,
        engine: NamedDependency[AsyncEngine],
        year: NamedDependency[int],
        year_of: YearOfParameter = "posted",
    ) -> Response[bytes]:
        """Q3."""
        return respond(await reads.users_recommend(engine, year=year, year_of=year_of))

    @get(
        "/UsersNotRecommend",
        operation_id="UsersNotRecommend",
        summary="The 3 least recommended games of a year",
        description=(
            "By reviews that do not recommend and are negative. A tie goes to the lower game id."
        ),
        responses=documented(Podium, "Up to three games.", _of_2014(NOT_RECOMMENDED)),
        opt={"example": "/UsersNotRecommend?anio=2014"},
    )
    async def users_not_recommend(
        self,
        engine: NamedDependency[AsyncEngine],
        year: NamedDependency[int],
        year_of: YearOfParameter = "posted",
    ) -> Response[bytes]:
        """Q4."""
        return respond(await reads.users_not_recommend(engine, year=year, year_of=year_of))

    @get(
        "/UsersWorstDeveloper",
        operation_id="UsersWorstDeveloper",
        summary="The 3 worst developers of a year",
        description=(
            "By reviews of their games that do not recommend and are negative. "
            "A tie goes to the name that sorts first."
        ),
        responses=documented(Podium, "Up to three studios.", _of_2014(WORST)),
        opt={"example": "/UsersWorstDeveloper?anio=2014"},
    )
    async def users_worst_developer(
        self,
        engine: NamedDependency[AsyncEngine],
        year: NamedDependency[int],
        year_of: YearOfParameter = "posted",
    ) -> Response[bytes]:
        """Q5."""
        return respond(await reads.users_worst_developer(engine, year=year, year_of=year_of))

    @get(
        "/best_developer_year",
        operation_id="best_developer_year",
        summary="The 3 best developers of a year",
        description=(
            "By reviews of their games that recommend and are positive. "
            "A tie goes to the name that sorts first."
        ),
        responses=documented(Podium, "Up to three studios.", _of_2014(BEST)),
        opt={"example": "/best_developer_year?anio=2014"},
    )
    async def best_developer_year(
        self,
        engine: NamedDependency[AsyncEngine],
        year: NamedDependency[int],
        year_of: YearOfParameter = "posted",
    ) -> Response[bytes]:
        """Q6."""
        return respond(await reads.best_developer_year(engine, year=year, year_of=year_of))
