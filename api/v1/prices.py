"""What is known of a game, or a game, in; what it should cost out."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Controller, MediaType, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.bodies import MOST_BYTES
from api.formats.documents import listed
from api.v1 import parameters as given
from api.v1.asked import LIST, Asked
from api.v1.clues import PostsClues, provide_clues
from api.v1.examples import example
from api.v1.priced import GamePrice, PricePrediction
from api.v1.shapes import row_shape
from db import pricing
from db.lists.names import GENRE_PRICES
from db.pricing import Clues

GenrePrices: Final = row_shape("GenrePrices", GENRE_PRICES)
PriceSort: TypeAlias = Annotated[
    Literal["average", "-average", "name", "-name", "games", "-games"],
    QueryParameter(
        name="sort",
        description="The order; with a `-` the greatest come first. Equals come by name.",
    ),
]


class Prices(Controller):
    """Prices."""

    path = "/v1"
    tags = ("Prices",)

    @post(
        "/price-predictions",
        status_code=200,
        operation_id="predict_price",
        operation_class=PostsClues,
        summary="What a game should cost of which this is known, and why",
        description=(
            "Any part of what may be known will do. The errors are those of the model where it is "
            "told no more than that. Nothing of it is kept."
        ),
        dependencies={"clues": Provide(provide_clues)},
        responses=documented(
            PricePrediction, "The price.", example("price"), named=True, posted=True
        ),
        request_max_body_size=MOST_BYTES,
        opt={"example": "/v1/price-predictions"},
    )
    async def predict(
        self, engine: NamedDependency[AsyncEngine], clues: NamedDependency[Clues]
    ) -> Response[bytes]:
        """Q23."""
        answer = await pricing.price(engine, clues)
        return Response(
            answer.body, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"}
        )

    @get(
        "/games/{game_id:str}/price",
        operation_id="get_game_price",
        summary="What a game costs, and what it should cost",
        description=(
            "Foreseen by a model that had not seen the game's own price. Beside it, how dear the "
            "game is among those of its genres."
        ),
        responses=documented(GamePrice, "The price.", example("game_price"), named=True),
        opt={"example": "/v1/games/440/price"},
    )
    async def get_game_price(
        self, engine: NamedDependency[AsyncEngine], game_id: given.GameId
    ) -> Response[bytes]:
        """Show one game's price."""
        return respond(await pricing.game_price(engine, game_id=game_id))

    @get(
        "/genre-prices",
        operation_id="list_genre_prices",
        summary="What games of each genre cost",
        description="The average price with and without free games, and the median.",
        dependencies=LIST,
        responses=listed(GenrePrices, "Genres.", example("genre_prices")),
        opt={"example": "/v1/genre-prices"},
    )
    async def list_genre_prices(
        self, asked: NamedDependency[Asked], sort: PriceSort = "-average"
    ) -> Response[Any]:
        """List genres by price."""
        return await asked.answer(GENRE_PRICES, sort=sort)
