"""Pages of users."""

from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.pages.selection import read_choice, read_wishes
from api.subrequests import address, ask

_SORTS: Final = ("-playtime", "name", "position")


@get("/users", include_in_schema=False)
async def users_page(request: AnyRequest) -> Response[Any]:
    """List users, by parts of their ids."""
    given = dict(request_query_pairs(request.scope))
    words = given.get("q", "").strip()
    parts = await ask(
        request,
        users=address("v1", "users", q=words, limit=25, total=True, cursor=given.get("cursor")),
    )
    return await respond_html(
        request, "users.html", parts, given=words, is_first="cursor" not in given
    )


@get("/users/{user_id:str}", include_in_schema=False)
async def user_page(request: AnyRequest) -> Response[Any]:
    """Show a user: the library, what it says, and what may come next."""
    user_id = request.path_params["user_id"]
    given = dict(request_query_pairs(request.scope))
    wishes = read_wishes(request)
    options = wishes.as_options()
    sort = read_choice(request, "sort", _SORTS)
    of = ("v1", "users", user_id)
    parts = await ask(
        request,
        user=address(*of),
        recommended=address(*of, "recommendations", **options, limit=8),
        genres=address("v1", "genres", limit=200),
        library=address(
            *of, "library", sort=sort, limit=25, total=True, cursor=given.get("cursor")
        ),
        reviews=address(*of, "reviews", limit=5, total=True),
        taste=address(*of, "genres"),
        facets=address(*of, "library-facets"),
    )
    return await respond_html(
        request,
        "user.html",
        parts,
        section="",
        wishes=wishes,
        sort=sort,
        is_first="cursor" not in given,
    )
