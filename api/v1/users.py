"""/v1/users: an id in, what the user paid, owns and writes out."""

from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.formats.documents import listed
from api.v1 import parameters as given
from api.v1.asked import LIST, Asked
from api.v1.examples import example
from api.v1.reviews import REVIEWS, provide_review_filters
from api.v1.shapes import row_shape
from db.lists import read_row
from db.lists.people import (
    LIBRARY,
    REVIEWS_OF_USER,
    USERS,
    ReviewFilters,
    check_user,
    library_of,
    reviews_of_user,
    unknown_user,
    user_is,
)

User: Final = row_shape("User", USERS)
LibraryGame: Final = row_shape("LibraryGame", LIBRARY)

LibrarySort: TypeAlias = Annotated[
    Literal["id", "-id", "playtime", "-playtime", "name", "-name", "position", "-position"],
    QueryParameter(
        name="sort",
        description=(
            "The order; with a `-` the greatest come first. Equals come by game_id. `id` is the "
            "one that no load can change under a walk."
        ),
    ),
]


class Users(Controller):
    """Users."""

    path = "/v1/users"
    tags = ("Users",)

    @get(
        "/{user_id:str}",
        operation_id="get_user",
        summary="What a user paid, owns and recommends",
        description="One user; upper and lower case differ.",
        responses=documented(User, "The user.", example("user"), named=True),
        opt={"example": "/v1/users/js41637"},
    )
    async def get_user(
        self, engine: NamedDependency[AsyncEngine], user_id: given.UserId
    ) -> Response[bytes]:
        """Show one user."""
        answer = await read_row(engine, USERS, user_is(user_id))
        if answer is None:
            raise await unknown_user(engine, user_id)
        return respond(answer)

    @get(
        "/{user_id:str}/library",
        operation_id="list_library",
        summary="A user's library",
        description="The games that the user owns; empty for one seen in reviews only.",
        dependencies=LIST,
        responses=listed(LibraryGame, "Games of the library.", example("library"), named=True),
        opt={"example": "/v1/users/js41637/library?sort=-playtime&limit=10"},
    )
    async def list_library(
        self,
        asked: NamedDependency[Asked],
        user_id: given.UserId,
        sort: LibrarySort = "id",
    ) -> Response[Any]:
        """List a library."""
        check = partial(check_user, asked.engine, user_id)
        return await asked.answer(LIBRARY, library_of(user_id), sort=sort, check=check)

    @get(
        "/{user_id:str}/reviews",
        operation_id="list_user_reviews",
        summary="Reviews by a user, newest first",
        description="Reviews of the same day come by game_id.",
        dependencies={**LIST, "filters": Provide(provide_review_filters)},
        responses=listed(REVIEWS, "Reviews.", example("reviews"), named=True),
        opt={"example": "/v1/users/js41637/reviews"},
    )
    async def list_reviews(
        self,
        asked: NamedDependency[Asked],
        filters: NamedDependency[ReviewFilters],
        user_id: given.UserId,
    ) -> Response[Any]:
        """List a user's reviews."""
        conditions = (*reviews_of_user(user_id), *filters.conditions())
        check = partial(check_user, asked.engine, user_id)
        return await asked.answer(REVIEWS_OF_USER, conditions, sort="-posted", check=check)
