"""The first page, search, and the files that pages use."""

from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import ASSET_FILES, respond_html
from api.parts import address, ask
from api.responses import RawResponse

SUGGESTED: Final = 8
FOUND: Final = 30
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


async def respond_start(request: AnyRequest) -> Response[Any]:
    """Show what there is, and ways in that are taken from the data."""
    parts = await ask(
        request,
        genres=address("v1", "genres", limit=7),
        games=address("v1", "games", sort="-playtime", limit=7),
        reviewed=address("v1", "games", sort="-owners", free=False, limit=7),
        studios=address("v1", "studios", sort="-published", limit=5),
        years=address("v1", "years"),
    )
    return await respond_html(request, "start.html", parts)


@get("/search", include_in_schema=False)
async def search_page(request: AnyRequest) -> Response[Any]:
    """Show what a text means; nothing yet where none is typed."""
    return await _respond_found(request, "search.html", limit=FOUND)


@get("/suggest", include_in_schema=False)
async def suggest(request: AnyRequest) -> Response[Any]:
    """List the first names for what is being typed, as a fragment of a page."""
    return await _respond_found(request, "suggest.html", limit=SUGGESTED)


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=False)
def asset(request: AnyRequest) -> RawResponse:
    """Send a stylesheet or a script; its name has its digest, so it is kept for good."""
    name = request.path_params["name"]
    if name not in ASSET_FILES:
        raise NotFoundException
    kind, body = ASSET_FILES[name]
    return RawResponse(body, headers={"Content-Type": kind, "Cache-Control": _FOR_GOOD})


async def _respond_found(request: AnyRequest, template: str, *, limit: int) -> Response[Any]:
    given = dict(request_query_pairs(request.scope)).get("q", "").strip()
    asked = {"found": address("v1", "search", q=given, limit=limit)} if given else {}
    parts = await ask(request, **asked)
    return await respond_html(request, template, parts, given=given)
