"""Users under /v1: what they paid, own and write."""

from functools import partial
from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.examples import example
from api.openapi import operation
from api.responses import documented, listed, respond, row_shape
from api.schemas import about
from api.v1.list_request import ListQuery, respond_list
from api.v1.reviews import REVIEWS, ReviewsQuery
from api.validation import NAME_CHARACTERS, NoParameters, picked, read_path, read_query
from db.lists import read_row
from db.lists.resources import (
    LIBRARY,
    REVIEWS_OF_USER,
    USERS,
    ReviewFilters,
    check_user,
    library_of,
    reviews_of_user,
    user_is,
)
from db.queries.labels import unknown_name

User: Final = row_shape("User", USERS)
LibraryGame: Final = row_shape("LibraryGame", LIBRARY)


class UserPath(Struct):
    """Which user."""

    user_id: Annotated[
        str,
        about(
            "A user's id, letter by letter; a slash in it is sent as %2F.",
            max_length=NAME_CHARACTERS,
            examples=["js41637"],
        ),
    ]


class LibraryQuery(ListQuery, kw_only=True):
    """The order of a library."""

    sort: Annotated[
        Literal["id", "-id", "playtime", "-playtime", "name", "-name", "position", "-position"],
        about(
            "The order; with a `-` the greatest come first. Equals come by game_id. `id` is "
            "the one that no load can change under a walk."
        ),
    ] = "id"


class Users(Controller):
    """Users."""

    path = "/v1/users"
    tags = ("Users",)

    @get(
        "/{user_id:str}",
        operation_class=operation(path=UserPath),
        summary="What a user paid, owns and recommends",
        description="One user; upper and lower case differ.",
        responses=documented(User, "The user.", example("user"), named=True),
        opt={"example": "/v1/users/js41637"},
    )
    async def get_user(self, request: AnyRequest) -> Response[bytes]:
        """Show one user."""
        user_id = read_path(request, UserPath).user_id
        read_query(request, NoParameters)
        engine = request.app.state.engine
        answer = await read_row(engine, USERS, user_is(user_id))
        if answer is None:
            raise await unknown_name(engine, kind="user", name=user_id)
        return respond(answer)

    @get(
        "/{user_id:str}/library",
        operation_class=operation(LibraryQuery, path=UserPath),
        summary="A user's library",
        description="The games that the user owns; empty for one seen in reviews only.",
        responses=listed(LibraryGame, "Games of the library.", example("library"), named=True),
        opt={"example": "/v1/users/js41637/library?sort=-playtime&limit=10"},
    )
    async def list_library(self, request: AnyRequest) -> Response[Any]:
        """List a library."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, LibraryQuery)
        check = partial(check_user, request.app.state.engine, user_id)
        conditions = library_of(user_id)
        return await respond_list(request, query, LIBRARY, conditions, sort=query.sort, check=check)

    @get(
        "/{user_id:str}/reviews",
        operation_class=operation(ReviewsQuery, path=UserPath),
        summary="Reviews by a user, newest first",
        description="Reviews of the same day come by game_id.",
        responses=listed(REVIEWS, "Reviews.", example("reviews"), named=True),
        opt={"example": "/v1/users/js41637/reviews"},
    )
    async def list_user_reviews(self, request: AnyRequest) -> Response[Any]:
        """List a user's reviews."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, ReviewsQuery)
        conditions = (*reviews_of_user(user_id), *picked(query, ReviewFilters).conditions())
        check = partial(check_user, request.app.state.engine, user_id)
        return await respond_list(
            request, query, REVIEWS_OF_USER, conditions, sort="-posted", check=check
        )
