"""Prices under /v1: predicted from what is posted, of one game, and by genre."""

from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.openapi.spec import Example

from api.body import read_body
from api.errors import AnyRequest
from api.openapi import body_example, openapi_body
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document, respond_uncached
from api.schemas.prices import GamePrice, PriceClues, PricePrediction
from api.v1.games import GamePath
from api.v1.list_request import respond_list, sort_query
from api.validation import NoParameters, read_path, read_query
from db import schema
from db.lists.labels import GENRE_PRICES
from db.queries.documents import PRICE_MODEL, read_document
from db.queries.labels import Label

GenrePrices: Final = response_row_type("GenrePrices", GENRE_PRICES)
GenrePricesQuery: Final = sort_query(GENRE_PRICES, "-average")
_BODIES: Final = {
    "more": body_example("price", summary="A game of which much is known"),
    "few": Example(summary="Genres alone", value={"genres": ["Action"]}),
}
_LABELS: Final = {
    "p_genres": Label.GENRE,
    "p_tags": Label.TAG,
    "p_specs": Label.SPEC,
    "p_developer": Label.STUDIO,
    "p_publisher": Label.STUDIO,
}


class Prices(Controller):
    """Prices."""

    path = "/v1"
    tags = ("Prices",)

    @post(
        "/price-predictions",
        summary="What a game should cost of which this is known, and why",
        description="Any part of what may be known will do. The errors are those of the model "
        "where it is told no more than that. Nothing of it is kept.",
        **document_operation(
            PricePrediction,
            "The price.",
            "/v1/price-predictions",
            "price",
            posted=openapi_body(PriceClues, _BODIES),
            named=True,
            needs="price_model",
        ),
    )
    async def predict_price(self, request: AnyRequest) -> Response[bytes]:
        """Q23."""
        read_query(request, NoParameters)
        known = await read_body(request, PriceClues)
        answer = await read_document(
            request.app.state.engine,
            schema.price_document,
            known.arguments(),
            labels=_LABELS,
            model=PRICE_MODEL,
        )
        return respond_uncached(answer.body)

    @get(
        "/games/{game_id:str}/price",
        summary="What a game costs, and what it should cost",
        description="Predicted by a model that had not seen the game's own price. Beside it, how "
        "dear the game is among those of its genres.",
        **document_operation(
            GamePrice,
            "The price.",
            "/v1/games/440/price",
            "game_price",
            path=GamePath,
            needs="price_model",
        ),
    )
    async def get_game_price(self, request: AnyRequest) -> Response[bytes]:
        """Show one game's price."""
        game_id = read_path(request, GamePath).game_id
        read_query(request, NoParameters)
        values, function = {"p_game_id": game_id}, schema.game_price_document
        return await respond_document(request, function, values, kind="game", model=PRICE_MODEL)

    @get(
        "/genre-prices",
        summary="What games of each genre cost",
        description="The average price with and without free games, and the median.",
        **list_operation(
            GenrePrices, "Genres.", "/v1/genre-prices", "genre_prices", query=GenrePricesQuery
        ),
    )
    async def list_genre_prices(self, request: AnyRequest) -> Response[Any]:
        """List genres by price."""
        return await respond_list(request, read_query(request, GenrePricesQuery), GENRE_PRICES)
