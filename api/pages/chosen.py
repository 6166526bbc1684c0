"""What a visitor chose: ids and names in the address, which can so be shared."""

from collections.abc import Sequence
from typing import Final

from api.errors import AnyRequest, invalid_value_problem
from api.negotiation import request_query_pairs

_MOST_DIGITS: Final = 18  # of a bigint, and some


def read_ids(request: AnyRequest, *, most: int) -> Sequence[str]:
    """Read the ids of games, each once, in the order given: `games=10,440&add=570&drop=10`.

    Raises:
        Problem: 400, one is no id.
    """
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


def read_names(request: AnyRequest, parameter: str, *, most: int) -> Sequence[str]:
    """Read names, each once, in the order given; a comma may be part of one."""
    pairs = request_query_pairs(request.scope)
    names = [value.strip() for name, value in pairs if name == parameter]
    return [one for one in dict.fromkeys(names) if one][:most]
