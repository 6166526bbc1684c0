"""Users under /v1: what they paid, own and write."""

from functools import partial
from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.openapi import answer_example, openapi_operation_class
from api.responses import (
    openapi_document_responses,
    openapi_list_responses,
    respond_answer,
    response_row_type,
)
from api.schemas import doc
from api.v1.list_request import (
    ORDER_BY_NAME,
    FormatQuery,
    ListQuery,
    Words,
    choose_list_sort,
    list_sort_type,
    respond_list,
    respond_whole_list,
)
from api.v1.reviews import REVIEWS, ReviewsQuery
from api.validation import NoParameters, pick_given_fields, read_path, read_query
from db.lists import read_list_row
from db.lists.resource import MATCH
from db.lists.reviews import REVIEW_FILTERS, REVIEWS_OF_USER, user_review_conditions
from db.lists.users import (
    LIBRARY,
    LIBRARY_FACETS,
    USER_GENRES,
    USERS,
    check_user_exists,
    library_condition,
    library_facets_list,
    user_genres_condition,
    user_id_condition,
    user_search_list,
)
from db.names import NAME_CHARACTERS
from db.queries.labels import unknown_name_error

User: Final = response_row_type("User", USERS)
LibraryGame: Final = response_row_type("LibraryGame", LIBRARY)
LibraryFacet: Final = response_row_type("LibraryFacet", LIBRARY_FACETS)
UserGenre: Final = response_row_type("UserGenre", USER_GENRES)

_USER: Final = doc(
    "A user's id, letter by letter; a slash in it is sent as %2F.",
    max_length=NAME_CHARACTERS,
    examples=["js41637"],
)


class UserPath(Struct):
    """Which user."""

    user_id: Annotated[str, _USER]


class LibraryQuery(ListQuery, kw_only=True):
    """The order of a library."""

    sort: Annotated[
        list_sort_type(*LIBRARY.sorts),  # type: ignore[valid-type] # made at run time
        doc(
            "The order; with a `-` the greatest come first. Equals come by game_id. `id` is "
            "the one that no load can change under a walk."
        ),
    ] = "id"


class UserGenresQuery(ListQuery, kw_only=True):
    """The order of a user's genres."""

    sort: Annotated[list_sort_type(*USER_GENRES.sorts), doc(ORDER_BY_NAME)] = "-playtime"  # type: ignore[valid-type] # made at run time


class UsersQuery(ListQuery, kw_only=True):
    """A search for users, and their order."""

    q: Words | None = None
    sort: Annotated[
        list_sort_type(*USERS.sorts, MATCH) | None,  # type: ignore[valid-type] # made at run time
        doc(
            "The order: `id`, or `match`, how well `q` matches; with a `-` the greatest come "
            "first. Without it: `-match` where `q` is given, else `id`."
        ),
    ] = None


class Users(Controller):
    """Users."""

    path = "/v1/users"
    tags = ("Users",)

    @get(
        "/",
        operation_class=openapi_operation_class(UsersQuery),
        summary="Users",
        description="What each paid, owns and recommends; by parts of the id with `q`.",
        responses=openapi_list_responses(User, "Users.", answer_example("users")),
        opt={"example": "/v1/users?limit=10"},
    )
    async def list_users(self, request: AnyRequest) -> Response[Any]:
        """List users."""
        query = read_query(request, UsersQuery)
        order = choose_list_sort(query.sort, query.q, default="id")
        listing = USERS if query.q is None else user_search_list(query.q)
        return await respond_list(request, query, listing, sort=order)

    @get(
        "/{user_id:str}",
        operation_class=openapi_operation_class(path=UserPath),
        summary="What a user paid, owns and recommends",
        description="One user; upper and lower case differ.",
        responses=openapi_document_responses(User, "The user.", answer_example("user"), named=True),
        opt={"example": "/v1/users/js41637"},
    )
    async def get_user(self, request: AnyRequest) -> Response[bytes]:
        """Show one user."""
        user_id = read_path(request, UserPath).user_id
        read_query(request, NoParameters)
        engine = request.app.state.engine
        answer = await read_list_row(engine, USERS, user_id_condition(user_id))
        if answer is None:
            raise await unknown_name_error(engine, kind="user", name=user_id)
        return respond_answer(answer)

    @get(
        "/{user_id:str}/library",
        operation_class=openapi_operation_class(LibraryQuery, path=UserPath),
        summary="A user's library",
        description="The games that the user owns; empty for one seen in reviews only.",
        responses=openapi_list_responses(
            LibraryGame, "Games of the library.", answer_example("library"), named=True
        ),
        opt={"example": "/v1/users/js41637/library?sort=-playtime&limit=10"},
    )
    async def list_library(self, request: AnyRequest) -> Response[Any]:
        """List a library."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, LibraryQuery)
        check = partial(check_user_exists, request.app.state.engine, user_id)
        conditions = library_condition(user_id)
        return await respond_list(request, query, LIBRARY, conditions, sort=query.sort, check=check)

    @get(
        "/{user_id:str}/library-facets",
        operation_class=openapi_operation_class(FormatQuery, path=UserPath),
        summary="What a user's library is made of",
        description=(
            "Rows of the facets `played`, `price` and `year`, with the games of each value, their "
            "playtime and what they are worth at today's known prices; empty for a user without "
            "games."
        ),
        responses=openapi_list_responses(
            LibraryFacet, "Values of facets.", answer_example("library_facets"), named=True
        ),
        opt={"example": "/v1/users/js41637/library-facets"},
    )
    async def list_library_facets(self, request: AnyRequest) -> Response[Any]:
        """Count a library by facets."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, FormatQuery)
        check = partial(check_user_exists, request.app.state.engine, user_id)
        listing = library_facets_list(user_id)
        return await respond_whole_list(request, listing, query.format, check=check)

    @get(
        "/{user_id:str}/genres",
        operation_class=openapi_operation_class(UserGenresQuery, path=UserPath),
        summary="What a user owns and plays, by genre",
        description="A game counts in each of its genres; empty for a user without a library.",
        responses=openapi_list_responses(
            UserGenre, "Genres.", answer_example("user_genres"), named=True
        ),
        opt={"example": "/v1/users/js41637/genres"},
    )
    async def list_user_genres(self, request: AnyRequest) -> Response[Any]:
        """List genres of a user."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, UserGenresQuery)
        check = partial(check_user_exists, request.app.state.engine, user_id)
        conditions = user_genres_condition(user_id)
        return await respond_list(
            request, query, USER_GENRES, conditions, sort=query.sort, check=check
        )

    @get(
        "/{user_id:str}/reviews",
        operation_class=openapi_operation_class(ReviewsQuery, path=UserPath),
        summary="Reviews by a user, newest first",
        description="Reviews of the same day come by game_id.",
        responses=openapi_list_responses(
            REVIEWS, "Reviews.", answer_example("reviews"), named=True
        ),
        opt={"example": "/v1/users/js41637/reviews"},
    )
    async def list_user_reviews(self, request: AnyRequest) -> Response[Any]:
        """List a user's reviews."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, ReviewsQuery)
        conditions = user_review_conditions(user_id, pick_given_fields(query, REVIEW_FILTERS))
        check = partial(check_user_exists, request.app.state.engine, user_id)
        return await respond_list(
            request, query, REVIEWS_OF_USER, conditions, sort="-posted", check=check
        )
