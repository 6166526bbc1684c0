"""The page of games, studios or genres beside each other."""

from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.pages.selection import read_ids, read_names
from api.subrequests import address, ask

MOST_COMPARED: Final = 4
_KINDS: Final = ("studio", "genre")


@get("/compare", include_in_schema=False)
async def compare_page(request: AnyRequest) -> Response[Any]:
    """Show up to four games, studios or genres beside each other, and what may be added."""
    names = {kind: read_names(request, f"{kind}s", most=MOST_COMPARED) for kind in _KINDS}
    kind = next((one for one in _KINDS if names[one]), "game")
    chosen = read_ids(request, most=MOST_COMPARED) if kind == "game" else names[kind]
    words = dict(request_query_pairs(request.scope)).get("q", "").strip()
    asked: dict[str, str] = {}
    if kind == "game" and chosen:
        asked = {f"price_{one}": address("v1", "games", one, "price") for one in chosen}
        asked["games"] = address("v1", "games", ids=",".join(chosen))
    elif chosen:
        asked = {
            f"document_{place}": f"/v1/{kind}s{address(one)}" for place, one in enumerate(chosen)
        }
    if words:
        asked["found"] = address("v1", "search", q=words, kind=kind if chosen else None, limit=8)
    return await respond_html(
        request,
        "compare.html",
        await ask(request, **asked),
        section="games",
        kind=kind,
        chosen=list(chosen),
        words=words,
        most=MOST_COMPARED,
    )
