"""Pages of games: the list, one game, several beside each other, and a visitor's shelf."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest, invalid_value_problem
from api.negotiation import request_query_pairs
from api.pages.parts import address, ask, ask_posted
from api.pages.render import respond_html

MOST_COMPARED: Final = 4
MOST_ON_SHELF: Final = 20
_ROWS: Final = 25
_MOST_DIGITS: Final = 18  # of a bigint, and some
_FILTERS: Final = (
    "q",
    "genre",
    "tag",
    "spec",
    "developer",
    "publisher",
    "year_from",
    "year_to",
    "price_from",
    "price_to",
    "free",
    "early_access",
)
_REPEATED: Final = frozenset({"genre", "tag", "spec", "developer", "publisher"})


@get("/games", include_in_schema=False)
async def games_page(request: AnyRequest) -> Response[Any]:
    """List games by filters, with the ways to narrow them down."""
    pairs = [(name, value) for name, value in request_query_pairs(request.scope) if value]
    chosen: dict[str, Any] = {
        name: [value for one, value in pairs if one == name] for name in _FILTERS
    }
    asked = {name: values if name in _REPEATED else values[-1:] for name, values in chosen.items()}
    given = dict(pairs)
    sort = given.get("sort") or ("-match" if asked["q"] else "-owners")
    parts = await ask(
        request,
        games=address(
            "v1", "games", **asked, sort=sort, limit=_ROWS, total=True, cursor=given.get("cursor")
        ),
        genres=address("v1", "genres", limit=30),
        tags=address("v1", "tags", limit=12),
    )
    filters = [(name, value) for name, values in asked.items() for value in values]
    return await respond_html(
        request,
        "games.html",
        parts,
        section="games",
        filters=filters,
        sort=sort,
        is_first="cursor" not in given,
    )


@get("/games/{game_id:str}", include_in_schema=False)
async def game_page(request: AnyRequest) -> Response[Any]:
    """Show everything known of a game."""
    game_id = request.path_params["game_id"]
    given = dict(request_query_pairs(request.scope))
    recommend = given.get("recommend")
    of = ("v1", "games", game_id)
    parts = await ask(
        request,
        game=address(*of),
        similar=address(*of, "similar", limit=8),
        price=address(*of, "price"),
        reviews=address(*of, "reviews", recommend=recommend, limit=5, cursor=given.get("cursor")),
    )
    near = [row["game_id"] for row in parts["similar"].rows[:4]]
    ids = ",".join(map(str, [parts["game"].document["game_id"], *near]))
    parts |= await ask(
        request,
        beside=address("v1", "games", ids=ids),
        years=address(*of, "review-years"),
    )
    return await respond_html(request, "game.html", parts, section="games", recommend=recommend)


@get("/compare", include_in_schema=False)
async def compare_page(request: AnyRequest) -> Response[Any]:
    """Show up to four games beside each other."""
    ids = _read_ids(request, most=MOST_COMPARED)
    prices = {f"price_{one}": address("v1", "games", one, "price") for one in ids}
    parts = (
        await ask(request, games=address("v1", "games", ids=",".join(ids)), **prices) if ids else {}
    )
    return await respond_html(request, "compare.html", parts, section="games", ids=ids)


@get("/shelf", include_in_schema=False)
async def shelf_page(request: AnyRequest) -> Response[Any]:
    """Recommend games to somebody who likes those of the address; nothing of it is kept."""
    ids = _read_ids(request, most=MOST_ON_SHELF)
    given = dict(request_query_pairs(request.scope))
    goal = "play" if given.get("goal") == "play" else "own"
    parts = await ask(request, popular=address("v1", "games", sort="-owners", limit=12))
    if ids:
        games, recommended = await asyncio.gather(
            ask(request, games=address("v1", "games", ids=",".join(ids))),
            ask_posted(
                request,
                "/v1/recommendations",
                {"games": [int(one) for one in ids], "goal": goal, "limit": 12},
            ),
        )
        parts |= {**games, "recommended": recommended}
    found = given.get("q", "").strip()
    if found:
        parts |= await ask(request, found=address("v1", "search", q=found, kind="game", limit=8))
    return await respond_html(
        request, "shelf.html", parts, section="shelf", ids=ids, goal=goal, given=found
    )


def _read_ids(request: AnyRequest, *, most: int) -> Sequence[str]:
    """Read the ids of games, each once, in the order given: `games=10,440&add=570&drop=10`."""
    pairs = request_query_pairs(request.scope)
    texts = [
        one.strip() for name, value in pairs if name in {"games", "add"} for one in value.split(",")
    ]
    dropped = {value for name, value in pairs if name == "drop"}
    ids = [one for one in dict.fromkeys(texts) if one and one not in dropped]
    for one in ids:
        if not (one.isascii() and one.isdigit() and len(one) <= _MOST_DIGITS):
            raise invalid_value_problem(
                "games", f"holds {one!r}", given=one, allowed="ids of games, separated by commas"
            )
    return ids[:most]
