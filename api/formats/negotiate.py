"""What a client asked for in, by `?format=` or by Accept; the format to answer in out."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Request
from litestar.params import QueryParameter

from api.formats.weights import weights
from api.manners.headers import asked_header
from api.problems import Problem, shortened


class Format(StrEnum):
    """A way to write a list; its value is the value of `?format=`."""

    JSON = "json"
    CSV = "csv"
    NDJSON = "ndjson"

    @property
    def media_type(self) -> str:
        """The name by which Accept asks for it."""
        return _MEDIA_TYPES[self][0]

    @property
    def content_type(self) -> str:
        """The answer's own header."""
        return f"{self.media_type}{'; charset=utf-8; header=present' if self is self.CSV else ''}"


_MEDIA_TYPES: Final[dict[Format, tuple[str, ...]]] = {
    Format.JSON: ("application/json",),
    Format.CSV: ("text/csv",),
    Format.NDJSON: (
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-lines",
    ),
}

FormatParameter: TypeAlias = Annotated[
    Literal["json", "csv", "ndjson"] | None,
    QueryParameter(
        name="format",
        description=(
            "How to write the list; without it, the header Accept decides. `csv` (RFC 4180, UTF-8, "
            "a header row; the values of a list are joined by `; `, null is empty) and `ndjson` "
            "(one object a line) give the whole result unless `limit` is given too."
        ),
    ),
]


async def provide_format(
    request: Request[Any, Any, Any],
    format: FormatParameter = None,  # noqa: A002 - the parameter's public name
) -> Format:
    """Give the handler the format: that of `?format=`, else the one that Accept likes best.

    Raises:
        Problem: 406, the header excludes all three.
    """
    return choose(asked_header(request.scope, "accept"), asked=format, offered=tuple(Format))


def choose(accept: str | None, *, asked: str | None, offered: Sequence[Format]) -> Format:
    """Choose among what an address offers; equal weights go to the first of them.

    Args:
        accept: the header, if any.
        asked: the value of `?format=`, if any; it wins over the header.
        offered: what the address answers in, its own favourite first.

    Raises:
        Problem: 406, the header excludes all of it; `allowed` lists what is offered.
    """
    if asked is not None:
        return Format(asked)
    accept = accept or ""
    best = _best(accept, tuple(offered))
    if best is not None:
        return best
    names = ", ".join(one.media_type for one in offered)
    only = "" if len(offered) > 1 else " only"
    raise Problem(
        "not-acceptable",
        f"This address answers in {names}{only}.",
        given=shortened(accept),
        allowed=names,
    )


@lru_cache(maxsize=512)
def _best(accept: str, offered: tuple[Format, ...]) -> Format | None:
    """Find what a header likes best; clients send the same few of them all the time."""
    elements = weights(accept)
    if not elements:
        return offered[0]
    best = max(offered, key=lambda one: _weight(one, elements))
    return best if _weight(best, elements) > 0 else None


def _weight(one: Format, elements: Sequence[tuple[str, float]]) -> float:
    """Find what a header says of a format: the most specific element that matches counts."""
    for specific in (
        {*_MEDIA_TYPES[one]},
        {f"{one.media_type.partition('/')[0]}/*"},
        {"*/*", "*"},
    ):
        said = [weight for name, weight in elements if name in specific]
        if said:
            return max(said)
    return 0.0
