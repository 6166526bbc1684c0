"""Prices under /v1: predicted from what is posted, of one game, and by genre."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get, post
from litestar.openapi.spec import Example

from api.body import MOST_BODY_BYTES, read_body
from api.errors import AnyRequest
from api.openapi import answer_example, body_example, openapi_body, openapi_operation_class
from api.responses import (
    openapi_document_responses,
    openapi_list_responses,
    respond_answer,
    respond_uncached,
    response_row_type,
)
from api.schemas import doc
from api.schemas.prices import GamePrice, PriceClues, PricePrediction
from api.v1.games import GamePath
from api.v1.list_request import ORDER_BY_NAME, ListQuery, list_sort_type, respond_list
from api.validation import NoParameters, read_path, read_query
from db import schema
from db.lists.labels import GENRE_PRICES
from db.queries.documents import PRICE_MODEL, read_document
from db.queries.labels import Label

GenrePrices: Final = response_row_type("GenrePrices", GENRE_PRICES)
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


class GenrePricesQuery(ListQuery, kw_only=True):
    """The order of genres."""

    sort: Annotated[list_sort_type(*GENRE_PRICES.sorts), doc(ORDER_BY_NAME)] = "-average"  # type: ignore[valid-type] # made at run time


class Prices(Controller):
    """Prices."""

    path = "/v1"
    tags = ("Prices",)

    @post(
        "/price-predictions",
        status_code=200,
        operation_class=openapi_operation_class(posted=openapi_body(PriceClues, _BODIES)),
        summary="What a game should cost of which this is known, and why",
        description=(
            "Any part of what may be known will do. The errors are those of the model where it is "
            "told no more than that. Nothing of it is kept."
        ),
        responses=openapi_document_responses(
            PricePrediction, "The price.", answer_example("price"), named=True, posted=True
        ),
        request_max_body_size=MOST_BODY_BYTES,
        opt={"example": "/v1/price-predictions", "needs": "price_model"},
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
        operation_class=openapi_operation_class(path=GamePath),
        summary="What a game costs, and what it should cost",
        description=(
            "Foreseen by a model that had not seen the game's own price. Beside it, how dear the "
            "game is among those of its genres."
        ),
        responses=openapi_document_responses(
            GamePrice, "The price.", answer_example("game_price"), named=True
        ),
        opt={"example": "/v1/games/440/price", "needs": "price_model"},
    )
    async def get_game_price(self, request: AnyRequest) -> Response[bytes]:
        """Show one game's price."""
        game_id = read_path(request, GamePath).game_id
        read_query(request, NoParameters)
        answer = await read_document(
            request.app.state.engine,
            schema.game_price_document,
            {"p_game_id": game_id},
            kind="game",
            model=PRICE_MODEL,
        )
        return respond_answer(answer)

    @get(
        "/genre-prices",
        operation_class=openapi_operation_class(GenrePricesQuery),
        summary="What games of each genre cost",
        description="The average price with and without free games, and the median.",
        responses=openapi_list_responses(GenrePrices, "Genres.", answer_example("genre_prices")),
        opt={"example": "/v1/genre-prices"},
    )
    async def list_genre_prices(self, request: AnyRequest) -> Response[Any]:
        """List genres by price."""
        query = read_query(request, GenrePricesQuery)
        return await respond_list(request, query, GENRE_PRICES, sort=query.sort)
