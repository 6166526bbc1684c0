"""The classic face, prices: a Spanish query in, contract.md's document out."""

from typing import Annotated, Final, TypeAlias

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import FIRST_YEAR, LAST_YEAR, provide_genre
from api.responses import documented, respond
from api.shapes import PriceGuess
from api.v1.examples import example
from api.words import NAME_LENGTH
from db import pricing

MOST_METASCORE: Final = 100

EarlyAccess: TypeAlias = Annotated[
    bool | None,
    QueryParameter(
        name="earlyaccess",
        description="Whether it is sold before it is finished.",
        examples=[Example(value=False)],
    ),
]
Anio: TypeAlias = Annotated[
    int | None,
    QueryParameter(name="anio", description="Its release year.", ge=FIRST_YEAR, le=LAST_YEAR),
]
Desarrollador: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="desarrollador",
        description="Its developer, in any case; what that one's games cost counts.",
        min_length=1,
        max_length=NAME_LENGTH,
    ),
]
Metascore: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        name="metascore",
        description="Its Metacritic score.",
        ge=0,
        le=MOST_METASCORE,
        schema_extra={"minimum": 0},  # Litestar leaves a bound of 0 out
    ),
]


class ClassicPrices(Controller):
    """What a game should cost."""

    tags = ("Prices",)

    @get(
        "/prediccion",
        operation_id="prediccion",
        summary="What a game should cost",
        description=(
            "The price in US dollars that the published model foresees from what is given, and its "
            "root mean squared error in cross-validation where it is told no more than that."
        ),
        dependencies={"genre": Provide(provide_genre)},
        responses=documented(PriceGuess, "The price.", example("prediccion"), named=True),
        opt={"example": "/prediccion?genero=Action&earlyaccess=false"},
    )
    async def prediccion(  # noqa: PLR0913 - one for each parameter
        self,
        *,
        engine: NamedDependency[AsyncEngine],
        genre: NamedDependency[str],
        earlyaccess: EarlyAccess = None,
        anio: Anio = None,
        desarrollador: Desarrollador = None,
        metascore: Metascore = None,
    ) -> Response[bytes]:
        """Q23."""
        studio = None if desarrollador is None else desarrollador.strip()
        return respond(
            await pricing.prediccion(
                engine,
                genre=genre,
                early_access=earlyaccess,
                year=anio,
                studio=studio,
                metascore=metascore,
            )
        )
