"""The classic face, what a year released: a Spanish query in, contract.md's document out."""

from typing import Any, Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import Pagina, provide_year
from api.responses import documented, respond
from api.shapes import GenreCount, ScoredGame, SentimentCount, SpecCount, YearCount, YearPage
from db import reads

GENRES: Final = {
    "Indie": 1359,
    "Action": 1023,
    "Casual": 715,
    "Simulation": 707,
    "Adventure": 684,
}
SPECS: Final = {
    "Single-player": 2491,
    "Steam Achievements": 1726,
    "Steam Trading Cards": 1386,
    "Downloadable Content": 1346,
    "Steam Cloud": 1220,
}
SENTIMENTS: Final = {"Mixed": 468, "Very Positive": 431, "Mostly Positive": 335}
PAGE: Final = {
    "Año": 2014,
    "Cantidad": 2844,
    "Página": 1,
    "Páginas": 29,
    "Juegos": [
        {"id": 10270, "nombre": "Disciples III: Reincarnation"},
        {"id": 39210, "nombre": "FINAL FANTASY XIV Online"},
    ],
}
SCORES: Final = (
    (236430, "DARK SOULS™ II", 91),
    (273620, "Freespace 2", 91),
    (273590, "Descent 3", 89),
    (287450, "Rise of Nations: Extended Edition", 89),
    (230230, "Divinity: Original Sin (Classic)", 87),
)


def _of_2014(value: Any, what: str = "anio=2014") -> Example:  # noqa: ANN401 - any JSON document
    return Example(summary=what, value=value)


def _counts(label: str, counts: dict[str, int]) -> list[dict[str, str | int]]:
    return [{label: name, "Cantidad": count} for name, count in counts.items()]


class ClassicReleases(Controller):
    """Games released in a year."""

    tags = ("Years",)
    dependencies = {"year": Provide(provide_year)}  # noqa: RUF012 - Litestar reads it as it is

    @get(
        "/genero",
        operation_id="genero",
        summary="The 5 most frequent genres of a year",
        description=(
            "Among the games released that year; a game counts in each of its genres. "
            "A tie goes to the name that sorts first."
        ),
        responses=documented(
            list[GenreCount], "Up to five genres.", _of_2014(_counts("Género", GENRES))
        ),
        opt={"example": "/genero?anio=2014"},
    )
    async def genero(
        self, engine: NamedDependency[AsyncEngine], year: NamedDependency[int]
    ) -> Response[bytes]:
        """Q15."""
        return respond(await reads.genero(engine, year=year))

    @get(
        "/juegos",
        operation_id="juegos",
        summary="The games of a year",
        description="Released that year, by id, 100 a page, with their number over all pages.",
        responses=documented(
            YearPage, "A page of games.", _of_2014(PAGE, "anio=2014, the first two games")
        ),
        opt={"example": "/juegos?anio=2014"},
    )
    async def juegos(
        self,
        engine: NamedDependency[AsyncEngine],
        year: NamedDependency[int],
        pagina: Pagina = 1,
    ) -> Response[bytes]:
        """Q16."""
        return respond(await reads.juegos(engine, year=year, page=pagina))

    @get(
        "/specs",
        operation_id="specs",
        summary="The 5 most frequent specs of a year",
        description=(
            "Features, such as single-player, among the games released that year. "
            "A tie goes to the name that sorts first."
        ),
        responses=documented(
            list[SpecCount], "Up to five specs.", _of_2014(_counts("Spec", SPECS))
        ),
        opt={"example": "/specs?anio=2014"},
    )
    async def specs(
        self, engine: NamedDependency[AsyncEngine], year: NamedDependency[int]
    ) -> Response[bytes]:
        """Q17."""
        return respond(await reads.specs(engine, year=year))

    @get(
        "/earlyacces",
        operation_id="earlyacces",
        summary="How many games of a year are in early access",
        description="Among the games released that year.",
        responses=documented(YearCount, "Their number.", _of_2014({"Año": 2014, "Cantidad": 78})),
        opt={"example": "/earlyacces?anio=2014"},
    )
    async def earlyacces(
        self, engine: NamedDependency[AsyncEngine], year: NamedDependency[int]
    ) -> Response[bytes]:
        """Q18."""
        return respond(await reads.earlyacces(engine, year=year))

    @get(
        "/sentiment",
        operation_id="sentiment",
        summary="The games of a year by the store's summary of their reviews",
        description=(
            "Games released that year by category, the most frequent first, then by name; games "
            "without a category are left out."
        ),
        responses=documented(
            list[SentimentCount],
            "The categories.",
            _of_2014(_counts("Sentimiento", SENTIMENTS), "anio=2014, the first three"),
        ),
        opt={"example": "/sentiment?anio=2014"},
    )
    async def sentiment(
        self, engine: NamedDependency[AsyncEngine], year: NamedDependency[int]
    ) -> Response[bytes]:
        """Q19."""
        return respond(await reads.sentiment(engine, year=year))

    @get(
        "/metascore",
        operation_id="metascore",
        summary="The 5 games of a year with the best metascore",
        description="Among the games released that year. A tie goes to the lower game id.",
        responses=documented(
            list[ScoredGame],
            "Up to five games.",
            _of_2014(
                [{"id": id_, "nombre": name, "metascore": score} for id_, name, score in SCORES]
            ),
        ),
        opt={"example": "/metascore?anio=2014"},
    )
    async def metascore(
        self, engine: NamedDependency[AsyncEngine], year: NamedDependency[int]
    ) -> Response[bytes]:
        """Q20."""
        return respond(await reads.metascore(engine, year=year))
