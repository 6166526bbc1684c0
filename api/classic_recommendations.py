"""The classic face, recommendations: a Spanish query in, contract.md's document out."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import provide_product, provide_usuario
from api.responses import documented, respond
from api.shapes import GuessedFor, SimilarTo
from api.v1.examples import example
from db import recommending


class ClassicRecommendations(Controller):
    """What resembles a game, and what suits a user."""

    tags = ("Recommendations",)

    @get(
        "/recomendacion_juego",
        operation_id="recomendacion_juego",
        summary="The 5 games most similar to a game",
        description="By common players and by what they are: tags, genres, studios, words.",
        dependencies={"product": Provide(provide_product)},
        responses=documented(
            list[SimilarTo],
            "Up to five games, best first.",
            example("recomendacion_juego"),
            named=True,
        ),
        opt={"example": "/recomendacion_juego?id_producto=10"},
    )
    async def recomendacion_juego(
        self, engine: NamedDependency[AsyncEngine], product: NamedDependency[int]
    ) -> Response[bytes]:
        """Q21."""
        return respond(await recommending.recomendacion_juego(engine, game_id=product))

    @get(
        "/recomendacion_usuario",
        operation_id="recomendacion_usuario",
        summary="5 games for a user",
        description=(
            "None of them is in the user's library. For a user without one they are the most "
            "popular games."
        ),
        dependencies={"usuario": Provide(provide_usuario)},
        responses=documented(
            list[GuessedFor],
            "Up to five games, best first.",
            example("recomendacion_usuario"),
            named=True,
        ),
        opt={"example": "/recomendacion_usuario?id_usuario=js41637"},
    )
    async def recomendacion_usuario(
        self, engine: NamedDependency[AsyncEngine], usuario: NamedDependency[str]
    ) -> Response[bytes]:
        """Q22."""
        return respond(await recommending.recomendacion_usuario(engine, user_id=usuario))
