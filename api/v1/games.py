"""/v1/games: filters and an order in, games and their reviews out."""

from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.formats.documents import listed
from api.problems import Problem
from api.v1 import parameters as given
from api.v1.asked import LIST, Asked
from api.v1.examples import example
from api.v1.filters import provide_filters
from api.v1.ids import answer_ids, provide_ids
from api.v1.reviews import REVIEWS, provide_review_filters
from api.v1.shapes import row_shape
from db.errors import UnknownName
from db.lists import read_row
from db.lists.games import (
    GAMES,
    MATCH,
    GameFilters,
    game_conditions,
    game_is,
    games_named,
)
from db.lists.people import REVIEWS_OF_GAME, ReviewFilters, check_game, reviews_of_game

Game: Final = row_shape("Game", GAMES)
GameRow: Final = row_shape("GameRow", GAMES, partial=True)

Sort: TypeAlias = Annotated[
    Literal[
        "id",
        "-id",
        "name",
        "-name",
        "release",
        "-release",
        "price",
        "-price",
        "owners",
        "-owners",
        "playtime",
        "-playtime",
        "recommended",
        "-recommended",
        "match",
        "-match",
    ]
    | None,
    QueryParameter(
        name="sort",
        description=(
            "The order; with a `-` the greatest come first. Unknown values come last both ways, "
            "equals by game_id. `recommended` is the share of reviews that recommend the game, "
            "`match` how well `q` matches. Without it: `-match` where `q` is given, else `id`, "
            "the one order that no load can change under a walk."
        ),
    ),
]

MISSING: Final = Annotated[
    list[int], Meta(description="With `ids`: those of them that no game has.")
]


class Games(Controller):
    """Games."""

    path = "/v1/games"
    tags = ("Games",)

    @get(
        "/",
        operation_id="list_games",
        summary="Games, filtered and sorted",
        description=(
            "All filters apply together, and so do the values of one that is given more than "
            "once. What is unknown of a game (its price, its year) fulfils no filter on it."
        ),
        dependencies={
            **LIST,
            "filters": Provide(provide_filters),
            "wanted": Provide(provide_ids),
        },
        responses=listed(
            GameRow, "Games.", example("games"), named=True, more={"missing": MISSING}
        ),
        opt={"example": "/v1/games?genre=Action&sort=-owners&limit=10"},
    )
    async def list_games(  # noqa: PLR0913 - one for each parameter
        self,
        *,
        asked: NamedDependency[Asked],
        wanted: NamedDependency[tuple[int, ...] | None],
        filters: NamedDependency[GameFilters],
        q: given.Q = None,
        sort: Sort = None,
        fields: given.Fields = None,
    ) -> Response[Any]:
        """List games."""
        if wanted is not None:
            return await answer_ids(asked, wanted, fields)
        order = sort or ("id" if q is None else f"-{MATCH}")
        if q is None and order.removeprefix("-") == MATCH:
            raise Problem(
                "conflicting-parameters",
                "sort is by match, but there is no q to match.",
                parameter="sort",
                given=order,
            )
        listing = GAMES if q is None else games_named(q.strip())
        conditions = await game_conditions(asked.engine, filters)
        return await asked.answer(listing, conditions, sort=order, fields=fields)

    @get(
        "/{game_id:str}",
        operation_id="get_game",
        summary="Everything known of a game",
        description="One game, in the catalogue or not.",
        responses=documented(Game, "The game.", example("game"), named=True),
        opt={"example": "/v1/games/440"},
    )
    async def get_game(
        self, engine: NamedDependency[AsyncEngine], game_id: given.GameId
    ) -> Response[bytes]:
        """Show one game."""
        answer = await read_row(engine, GAMES, game_is(game_id))
        if answer is None:
            raise UnknownName("game", str(game_id))
        return respond(answer)

    @get(
        "/{game_id:str}/reviews",
        operation_id="list_game_reviews",
        summary="Reviews of a game, newest first",
        description="Reviews of the same day come by user_id.",
        dependencies={**LIST, "filters": Provide(provide_review_filters)},
        responses=listed(REVIEWS, "Reviews.", example("reviews"), named=True),
        opt={"example": "/v1/games/440/reviews?recommend=false&limit=10"},
    )
    async def list_reviews(
        self,
        asked: NamedDependency[Asked],
        filters: NamedDependency[ReviewFilters],
        game_id: given.GameId,
    ) -> Response[Any]:
        """List a game's reviews."""
        conditions = (*reviews_of_game(game_id), *filters.conditions())
        check = partial(check_game, asked.engine, game_id)
        return await asked.answer(REVIEWS_OF_GAME, conditions, sort="-posted", check=check)
