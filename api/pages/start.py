"""The first page, search, and the files that pages use."""

from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.example_questions import find_ways
from api.pages.render import ASSET_FILES, NOW, respond_fragment, respond_html
from api.responses import RawResponse
from api.subrequests import Part, address, ask

SUGGESTED: Final = 8
FOUND: Final = 30
_OF_GAMES: Final = {
    "genres": address("v1", "genres", limit=7),
    "games": address("v1", "games", sort="-playtime", limit=7),
    "owned": address("v1", "games", sort="-owners", free=False, limit=3),
    "studios": address("v1", "studios", sort="-games", limit=1),
    "tags": address("v1", "tags", sort="-games", limit=1),
    "years": address("v1", "years"),
}
_OF_TITLES: Final = {
    "titles": address("v1", "titles", sort="-added", limit=7),
    "people": address("v1", "people", sort="-titles", limit=7),
    "platforms": address("v1", "platforms", sort="-titles"),
}
_OF_VIEWERS: Final = {
    "titles": address("v1", "titles", sort="-ratings", limit=7),
    "viewers": address("v1", "viewers", limit=1),
}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


async def respond_start(request: AnyRequest) -> Response[Any]:
    """Show what there is, and ways in that are taken from the data."""
    parts = await ask(request, now=NOW)
    held = parts["now"].document
    asked_of_titles = _OF_TITLES | (_OF_VIEWERS if held["viewers_count"] else {})
    parts |= await ask(
        request,
        **(_OF_GAMES if held["games_count"] else {}),
        **(asked_of_titles if held["titles_count"] else {}),
    )
    if "genres" in parts and parts["genres"].rows:
        [genre, *_] = parts["genres"].rows
        parts |= await ask(request, genre=address("v1", "genres", genre["genre"]))
    return await respond_html(request, "start.html", parts, ways=find_ways(parts))


@get("/search", include_in_schema=False)
async def search_page(request: AnyRequest) -> Response[Any]:
    """Show what a text means; nothing yet where none is typed."""
    given, parts = await _find(request, limit=FOUND)
    return await respond_html(request, "search.html", parts, given=given)


@get("/suggest", include_in_schema=False)
async def suggest(request: AnyRequest) -> Response[Any]:
    """List the first names for what is being typed, as a fragment of a page.

    Of all kinds as links, or of one as what a field of a form may hold.
    """
    kind = dict(request_query_pairs(request.scope)).get("kind", "")
    given, parts = await _find(request, limit=SUGGESTED, kind=kind)
    return respond_fragment(request, "suggest.html", parts, given=given, kind=kind)


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=False)
def asset(request: AnyRequest) -> RawResponse:
    """Send a stylesheet or a script; its name has its digest, so it is kept for good."""
    name = request.path_params["name"]
    if name not in ASSET_FILES:
        raise NotFoundException
    kind, body = ASSET_FILES[name]
    return RawResponse(body, headers={"Content-Type": kind, "Cache-Control": _FOR_GOOD})


async def _find(request: AnyRequest, *, limit: int, kind: str = "") -> tuple[str, dict[str, Part]]:
    """Read what is typed, in a field that is called q or as its kind, and search for it."""
    typed = dict(request_query_pairs(request.scope))
    given = (typed.get("q") or typed.get(kind, "")).strip()
    asked = {"found": address("v1", "search", q=given, kind=kind, limit=limit)} if given else {}
    return given, await ask(request, **asked)
