"""The classic face, questions about a genre: a Spanish query in, contract.md's document out."""

from typing import Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import provide_genre
from api.responses import documented, respond
from api.shapes import BestUser, BestYear, GenrePlace, GenrePlayer
from db import reads

BEST_YEAR: Final = {"Año de lanzamiento con más horas jugadas para Género Action": 2012}
BEST_USER: Final = {
    "Usuario con más horas jugadas para Género Action": "Sp3ctre",
    "Horas jugadas": [{"Año": 2017, "Horas": 722.12}, {"Año": 2016, "Horas": 492.93}],
}
PLAYERS: Final = (
    ("Sp3ctre", 28321.78),
    ("shinomegami", 26340.47),
    ("REBAS_AS_F-T", 24270.2),
    ("Terminally-Chill", 17762.37),
    ("DownSyndromeKid", 17686.55),
)
TOP_PLAYERS: Final = [
    {
        "Puesto": place,
        "Usuario": user,
        "URL": f"http://steamcommunity.com/id/{user}",
        "Horas": hours,
    }
    for place, (user, hours) in enumerate(PLAYERS, start=1)
]


class ClassicGenres(Controller):
    """Playtime by genre."""

    tags = ("Genres",)
    dependencies = {"genre": Provide(provide_genre)}  # noqa: RUF012 - Litestar reads it as it is

    @get(
        "/PlayTimeGenre",
        operation_id="PlayTimeGenre",
        summary="Release year with the most playtime in a genre",
        description="Over games whose release year is known. A tie goes to the later year.",
        responses=documented(BestYear, "The year.", Example(value=BEST_YEAR), named=True),
        opt={"example": "/PlayTimeGenre?genero=Action"},
    )
    async def play_time_genre(
        self, engine: NamedDependency[AsyncEngine], genre: NamedDependency[str]
    ) -> Response[bytes]:
        """Q1."""
        return respond(await reads.play_time_genre(engine, genre=genre))

    @get(
        "/UserForGenre",
        operation_id="UserForGenre",
        summary="User with the most playtime in a genre",
        description=(
            "With that user's hours in the genre by release year, years descending. "
            "A tie goes to the user_id that sorts first."
        ),
        responses=documented(BestUser, "The user.", Example(value=BEST_USER), named=True),
        opt={"example": "/UserForGenre?genero=Action"},
    )
    async def user_for_genre(
        self, engine: NamedDependency[AsyncEngine], genre: NamedDependency[str]
    ) -> Response[bytes]:
        """Q2."""
        return respond(await reads.user_for_genre(engine, genre=genre))

    @get(
        "/genre",
        operation_id="genre",
        summary="A genre's place by playtime",
        description=(
            "Over all users and all its games; the genre with the most playtime has place 1. "
            "A tie goes to the name that sorts first."
        ),
        responses=documented(
            GenrePlace, "The place.", Example(value={"Género": "Action", "Puesto": 1}), named=True
        ),
        opt={"example": "/genre?genero=Action"},
    )
    async def genre(
        self, engine: NamedDependency[AsyncEngine], genre: NamedDependency[str]
    ) -> Response[bytes]:
        """Q13."""
        return respond(await reads.genre(engine, genre=genre))

    @get(
        "/userforgenre",
        operation_id="userforgenre",
        summary="The 5 users with the most playtime in a genre",
        description=(
            "With their profile pages and hours. A tie goes to the user_id that sorts first. "
            "`/UserForGenre` is another question: the first of them, by release year."
        ),
        responses=documented(
            list[GenrePlayer], "Up to five users.", Example(value=TOP_PLAYERS), named=True
        ),
        opt={"example": "/userforgenre?genero=Action"},
    )
    async def userforgenre(
        self, engine: NamedDependency[AsyncEngine], genre: NamedDependency[str]
    ) -> Response[bytes]:
        """Q14."""
        return respond(await reads.userforgenre(engine, genre=genre))
