"""Pages of games: the list, one game, a pick by chance, and a visitor's shelf."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, get_args

from litestar import Response, get
from litestar.response import Redirect

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.pages.selection import read_ids, read_wishes
from api.schemas.prices import StoreSentiment
from api.subrequests import Part, address, ask, ask_posted
from api.v1.games import INCLUDED
from api.validation import MOST_VALUES
from db.lists.games import GAME_FILTERS, LABEL_FILTERS

MOST_ON_SHELF: Final = 20
_ROWS: Final = 25
_FILTERS: Final = ("q", *GAME_FILTERS)
_PREDICTIONS: Final = "/v1/price-predictions"
_INCLUDED: Final = ("similar", "price", "playtimes", "review_years")


@get("/games", include_in_schema=False)
async def games_page(request: AnyRequest) -> Response[Any]:
    """List games by filters, with how many there are of what would narrow them down."""
    filters = _read_filters(request)
    asked = _as_query(filters)
    given = dict(request_query_pairs(request.scope))
    sort = given.get("sort") or ("-match" if asked["q"] else "-owners")
    parts = await ask(
        request,
        games=address(
            "v1", "games", **asked, sort=sort, limit=_ROWS, total=True, cursor=given.get("cursor")
        ),
        facets=address("v1", "games", "facets", **asked),
    )
    left: dict[str, Part] = {}
    if filters and not parts["games"].rows:
        left = await ask(request, **_addresses_without_one(filters))
    return await respond_html(
        request,
        "games.html",
        parts,
        section="games",
        filters=filters,
        sort=sort,
        is_first="cursor" not in given,
        fewer=[
            (name, value, left[f"without_{place}"].total)
            for place, (name, value) in enumerate(filters)
        ]
        if left
        else [],
    )


@get("/games/random", include_in_schema=False)
async def random_game_page(request: AnyRequest) -> Response[Any]:
    """Lead to one of the games that pass filters, another one each time."""
    found = await ask(
        request, game=address("v1", "games", "random", **_as_query(_read_filters(request)))
    )
    return Redirect(
        address("games", found["game"].document["game_id"]), headers={"Cache-Control": "no-store"}
    )


@get("/games/{game_id:str}", include_in_schema=False)
async def game_page(request: AnyRequest) -> Response[Any]:
    """Show everything known of a game."""
    of = ("v1", "games", request.path_params["game_id"])
    given = dict(request_query_pairs(request.scope))
    chosen = {name: given.get(name) for name in ("recommend", "sentiment", "cursor")}
    game, listed = await asyncio.gather(
        ask(request, game=address(*of, include=",".join(_INCLUDED))),
        ask(request, reviews=address(*of, "reviews", **chosen, limit=5)),
    )
    parts = {**game, **listed, **_included(game["game"], of)}
    near = [row["game_id"] for row in parts["similar"].rows[:6]]
    ids = ",".join(map(str, [parts["game"].document["game_id"], *near]))
    clues = _price_clues(parts["game"].document)
    beside, reasons = await asyncio.gather(
        ask(request, beside=address("v1", "games", ids=ids)),
        _ask_price_reasons(request, parts, clues),
    )
    parts |= {**beside, "reasons": reasons}
    return await respond_html(
        request,
        "game.html",
        parts,
        section="games",
        chosen=chosen,
        clues=clues,
        here=address(*of[1:]),
    )


@get("/shelf", include_in_schema=False)
async def shelf_page(request: AnyRequest) -> Response[Any]:
    """Recommend games to somebody who likes those of the address; nothing of it is kept."""
    ids = read_ids(request, most=MOST_ON_SHELF)
    given = dict(request_query_pairs(request.scope))
    wishes = read_wishes(request)
    if not ids:
        parts = await ask(request, popular=address("v1", "games", sort="-owners", limit=12))
    else:
        parts, recommended = await asyncio.gather(
            ask(
                request,
                games=address("v1", "games", ids=",".join(ids)),
                genres=address("v1", "genres", limit=200),
            ),
            ask_posted(
                request,
                "/v1/recommendations",
                {"games": [int(one) for one in ids], "limit": 12}
                | {name: value for name, value in wishes.as_options().items() if value is not None},
            ),
        )
        parts["recommended"] = recommended
    found = given.get("q", "").strip()
    if found:
        parts |= await ask(request, found=address("v1", "search", q=found, kind="game", limit=8))
    return await respond_html(
        request, "shelf.html", parts, section="shelf", ids=ids, wishes=wishes, given=found
    )


async def _ask_price_reasons(
    request: AnyRequest, parts: Mapping[str, Part], clues: Mapping[str, object]
) -> Part:
    """Ask why a price is expected, by the model of all prices; it knows what the page shows."""
    if not (parts["price"].is_known and parts["game"].document["is_in_catalogue"]):
        return Part(address=_PREDICTIONS, document=None, publication="", is_posted=True)
    return await ask_posted(request, _PREDICTIONS, clues)


def _price_clues(game: Mapping[str, Any]) -> dict[str, object]:
    """Name what is known of a game that its price is predicted from."""
    verdict = game["store_sentiment"]
    clues = {
        "genres": game["genres"][:MOST_VALUES],
        "tags": game["tags"][:MOST_VALUES],
        "specs": game["specs"][:MOST_VALUES],
        "developer": next(iter(game["developers"]), None),
        "publisher": next(iter(game["publishers"]), None),
        "title": game["name"],
        "release_year": game["release_year"],
        "early_access": game["is_early_access"],
        "metascore": game["metascore"],
        "store_sentiment": verdict if verdict in get_args(StoreSentiment) else None,
        "reviews_count": game["reviews_count"],
        "recommended_percent": game["recommended_percent"],
    }
    return {name: value for name, value in clues.items() if value is not None}


def _included(game: Part, of: tuple[str, ...]) -> dict[str, Part]:
    """Take what a game includes as parts of their own, with their own addresses."""
    return {
        name: Part(
            address=f"{address(*of)}/{INCLUDED[name]}",
            document=game.document[name],
            publication=game.publication,
        )
        for name in _INCLUDED
    }


def _read_filters(request: AnyRequest) -> list[tuple[str, str]]:
    """Read the filters in force, of those given once the last."""
    pairs = [(name, value) for name, value in request_query_pairs(request.scope) if value]
    found = []
    for name in _FILTERS:
        values = [value for one, value in pairs if one == name]
        found += [(name, one) for one in (values if name in LABEL_FILTERS else values[-1:])]
    return found


def _as_query(filters: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [value for one, value in filters if one == name] for name in _FILTERS}


def _addresses_without_one(filters: list[tuple[str, str]]) -> dict[str, str]:
    """Ask how many games there would be without each of the filters."""
    return {
        f"without_{place}": address(
            "v1",
            "games",
            **_as_query([*filters[:place], *filters[place + 1 :]]),
            limit=1,
            total=True,
            fields="game_id",
        )
        for place in range(len(filters))
    }
