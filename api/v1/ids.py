"""`ids=` of /v1/games: numbers in, those games in that order, and which are missing, out."""

from typing import Any, Final

import msgspec
from litestar import Request, Response

from api.formats import Format, Page, respond_page
from api.parameters import BIGINT
from api.problems import Problem, shortened
from api.v1.asked import Asked, chosen_fields
from api.v1.parameters import Ids
from db.errors import UnknownName
from db.lists import Window, read_page
from db.lists.games import games_by_id

MOST_IDS: Final = 100
_ALLOWED: Final = f"1 to {MOST_IDS} whole numbers, separated by commas"
_GO_WITH_IDS: Final = frozenset({"ids", "fields", "format"})


async def provide_ids(request: Request[Any, Any, Any], ids: Ids = None) -> tuple[int, ...] | None:
    """Read the ids, each once.

    Raises:
        Problem: 400, they are no numbers, too many, or a filter is given too.
    """
    if ids is None:
        return None
    for name, value in request.query_params.multi_items():
        is_default = (name, value.lower()) == ("total", "false")  # generated clients send it
        if name not in _GO_WITH_IDS and not is_default:
            raise Problem(
                "conflicting-parameters",
                f"{name} is given with ids: only fields and format go with it.",
                parameter=name,
            )
    texts = [text.strip() for text in ids.split(",")]
    for text in texts:
        if not _is_id(text):
            raise _invalid(f"holds {shortened(text)!r}", ids)
    numbers = tuple(dict.fromkeys(int(text) for text in texts))
    if len(numbers) > MOST_IDS:
        raise _invalid(f"holds {len(numbers)} numbers", ids)
    return numbers


async def answer_ids(asked: Asked, ids: tuple[int, ...], fields: str | None) -> Response[Any]:
    """Answer with the games of these ids, in their order.

    Raises:
        UnknownName: none of them is known.
    """
    listing = games_by_id(ids)
    window = Window(sort="given", fields=chosen_fields(listing, fields))
    found = await read_page(asked.engine, listing, window=window)
    [places] = found.keys
    missing = [game_id for place, game_id in enumerate(ids, start=1) if place not in (places or ())]
    if len(missing) == len(ids):
        raise UnknownName("game", ",".join(str(game_id) for game_id in ids))
    page = Page(columns=window.fields, rows=found.rows, data_version=found.data_version)
    response = respond_page(asked.request, page, chosen=asked.chosen)
    if asked.chosen is Format.JSON:
        envelope = response.content.removesuffix(b"}")
        response.content = b'%b,"missing":%b}' % (envelope, msgspec.json.encode(missing))
    return response


def _is_id(text: str) -> bool:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(BIGINT))):
        return False
    return -BIGINT <= int(text) < BIGINT


def _invalid(fault: str, given: str) -> Problem:
    return Problem(
        "invalid-parameter",
        f"ids {fault}; it should be {_ALLOWED}.",
        parameter="ids",
        given=shortened(given),
        allowed=_ALLOWED,
    )
