"""Users under /v1: what they paid, own and write."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_answer
from api.schemas import doc
from api.v1.list_request import FormatQuery, Owner, respond_list, respond_whole_list, sort_query
from api.v1.reviews import REVIEWS, ReviewsQuery, respond_reviews
from api.validation import NoParameters, read_path, read_query
from db.lists import read_list_row
from db.lists.reviews import REVIEWS_OF_USER
from db.lists.users import LIBRARY, LIBRARY_FACETS, USER_GENRES, USERS
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


LibraryQuery: Final = sort_query(
    LIBRARY,
    "id",
    description="The order; with a `-` the greatest come first. Equals come by game_id. `id` is "
    "the one that no load can change under a walk.",
)
UserGenresQuery: Final = sort_query(USER_GENRES, "-playtime")
UsersQuery: Final = sort_query(
    USERS,
    None,
    description="The order: `id`, or `match`, how well `q` matches; with a `-` the greatest come "
    "first. Without it: `-match` where `q` is given, else `id`.",
)


class Users(Controller):
    """Users."""

    path = "/v1/users"
    tags = ("Users",)

    @get(
        "/",
        summary="Users",
        description="What each paid, owns and recommends; by parts of the id with `q`.",
        **list_operation(User, "Users.", "/v1/users?limit=10", "users", query=UsersQuery),
    )
    async def list_users(self, request: AnyRequest) -> Response[Any]:
        """List users."""
        return await respond_list(request, read_query(request, UsersQuery), USERS)

    @get(
        "/{user_id:str}",
        summary="What a user paid, owns and recommends",
        description="One user; upper and lower case differ.",
        **document_operation(User, "The user.", "/v1/users/js41637", "user", path=UserPath),
    )
    async def get_user(self, request: AnyRequest) -> Response[bytes]:
        """Show one user."""
        user_id = read_path(request, UserPath).user_id
        read_query(request, NoParameters)
        engine = request.app.state.engine
        answer = await read_list_row(engine, USERS, USERS.of(user_id=user_id))
        if answer is None:
            raise await unknown_name_error(engine, kind="user", name=user_id)
        return respond_answer(answer)

    @get(
        "/{user_id:str}/library",
        summary="A user's library",
        description="The games that the user owns; empty for one seen in reviews only.",
        **list_operation(
            LibraryGame,
            "Games of the library.",
            "/v1/users/js41637/library?sort=-playtime&limit=10",
            "library",
            query=LibraryQuery,
            path=UserPath,
        ),
    )
    async def list_library(self, request: AnyRequest) -> Response[Any]:
        """List a library."""
        user = _path_user(request)
        return await respond_list(request, read_query(request, LibraryQuery), LIBRARY, of=user)

    @get(
        "/{user_id:str}/library-facets",
        summary="What a user's library is made of",
        description="Rows of the facets `played`, `price` and `year`, with the games of each "
        "value, their playtime and what they are worth at today's known prices; empty for a user "
        "without games.",
        **list_operation(
            LibraryFacet,
            "Values of facets.",
            "/v1/users/js41637/library-facets",
            "library_facets",
            query=FormatQuery,
            path=UserPath,
        ),
    )
    async def list_library_facets(self, request: AnyRequest) -> Response[Any]:
        """Count a library by facets."""
        user, query = _path_user(request), read_query(request, FormatQuery)
        return await respond_whole_list(request, LIBRARY_FACETS, query.format, of=user)

    @get(
        "/{user_id:str}/genres",
        summary="What a user owns and plays, by genre",
        description="A game counts in each of its genres; empty for a user without a library.",
        **list_operation(
            UserGenre,
            "Genres.",
            "/v1/users/js41637/genres",
            "user_genres",
            query=UserGenresQuery,
            path=UserPath,
        ),
    )
    async def list_user_genres(self, request: AnyRequest) -> Response[Any]:
        """List genres of a user."""
        user, query = _path_user(request), read_query(request, UserGenresQuery)
        return await respond_list(request, query, USER_GENRES, of=user)

    @get(
        "/{user_id:str}/reviews",
        summary="Reviews by a user, newest first",
        description="Reviews of the same day come by game_id.",
        **list_operation(
            REVIEWS,
            "Reviews.",
            "/v1/users/js41637/reviews",
            "reviews",
            query=ReviewsQuery,
            path=UserPath,
        ),
    )
    async def list_user_reviews(self, request: AnyRequest) -> Response[Any]:
        """List a user's reviews."""
        return await respond_reviews(request, REVIEWS_OF_USER, of=_path_user(request))


def _path_user(request: AnyRequest) -> Owner:
    return "user", read_path(request, UserPath).user_id
