"""What a visitor chose: ids and names in the address, which can so be shared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.errors import AnyRequest, invalid_value_problem
from api.negotiation import request_query_pairs

_MOST_DIGITS: Final = 18  # of a bigint, and some
_MOST_WISHES: Final = 20


def read_ids(
    request: AnyRequest, *, most: int, parameters: Collection[str] = ("games", "add")
) -> Sequence[str]:
    """Read the ids of games, each once, in the order given: `games=10,440&add=570&drop=10`.

    Raises:
        Problem: 400, one is no id.
    """
    pairs = request_query_pairs(request.scope)
    texts = [one.strip() for name, value in pairs if name in parameters for one in value.split(",")]
    dropped = {value for name, value in pairs if name == "drop"}
    ids = [one for one in dict.fromkeys(texts) if one and one not in dropped]
    for one in ids:
        if not (one.isascii() and one.isdigit() and len(one) <= _MOST_DIGITS):
            raise invalid_value_problem(
                next(iter(parameters)),
                f"holds {one!r}",
                given=one,
                allowed="ids of games, separated by commas",
            )
    return ids[:most]


def read_names(request: AnyRequest, parameter: str, *, most: int) -> Sequence[str]:
    """Read names, each once, in the order given; a comma may be part of one."""
    pairs = request_query_pairs(request.scope)
    names = [value.strip() for name, value in pairs if name == parameter]
    return [one for one in dict.fromkeys(names) if one][:most]


def read_choice(request: AnyRequest, parameter: str, choices: Sequence[str]) -> str:
    """Read which of some values is chosen; the first where none is.

    Raises:
        Problem: 400, it is none of them.
    """
    given = dict(request_query_pairs(request.scope)).get(parameter) or choices[0]
    if given not in choices:
        allowed = " or ".join(choice for choice in choices if choice)
        raise invalid_value_problem(parameter, f"is {given!r}", given=given, allowed=allowed)
    return given


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What a visitor wants to be recommended."""

    goal: str
    """`own`, or `play`."""
    genre_any: Sequence[str]
    """Genres of which a game has one; any game where none is given."""
    extras: bool
    """Whether downloadable content, soundtracks and such are wanted too."""
    not_interested: Sequence[str]
    """Ids of games that are not wanted."""

    def as_query(self) -> dict[str, Any]:
        """Name them as addresses of pages do, the usual ones left out."""
        return {
            "goal": "play" if self.goal == "play" else None,
            "genre_any": list(self.genre_any),
            "extras": self.extras or None,
            "not": ",".join(self.not_interested),
        }

    def as_options(self) -> dict[str, Any]:
        """Name them as /v1's recommendations do."""
        return {
            "goal": self.goal,
            "genre_any": list(self.genre_any) or None,
            "extras": self.extras,
            "not_interested": [int(one) for one in self.not_interested] or None,
        }


def read_wishes(request: AnyRequest) -> Wishes:
    """Read wishes; raises as `read_ids`."""
    return Wishes(
        goal=read_choice(request, "goal", ("own", "play")),
        genre_any=read_names(request, "genre_any", most=_MOST_WISHES),
        extras=read_choice(request, "extras", ("false", "true")) == "true",
        not_interested=read_ids(request, most=_MOST_WISHES, parameters=("not",)),
    )
