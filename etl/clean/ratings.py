"""Values of ratings: viewers, stars in halves, moments."""

import re
from typing import Final

from etl.clean.errors import Reject, Unreadable, shortened_repr
from etl.clean.numbers import INT32_MAX, to_integer

SECONDS_END: Final = 4_133_980_800
"""The year 2101 begins, in seconds since 1970."""

_STARS: Final = re.compile(r"([0-5]?)(?:[.,](?:([05])0*)?)?", re.ASCII)
_HALF_STARS: Final = range(1, 11)


def parse_viewer_id(value: object) -> int:
    """Read a viewer's id.

    Raises:
        Reject: `invalid_viewer_id`.
    """
    return _required("viewer_id", value, low=1, high=INT32_MAX)


def parse_half_stars(value: object) -> int:
    """Read stars in halves, `4`, `4.5` or `4,5`, as 1 to 10 half stars.

    Raises:
        Reject: `invalid_stars`.
    """
    text = str(value).strip(" \t\r\n")
    found = _STARS.fullmatch(text)
    half_stars = 0
    if found is not None and text.strip(".,"):
        half_stars = 2 * int(found[1] or 0) + (found[2] == "5")
    if half_stars not in _HALF_STARS:
        raise Reject(
            "invalid_stars", f"rating: {shortened_repr(value)} should be a half from 0.5 to 5"
        )
    return half_stars


def parse_rated_at(value: object) -> int:
    """Read a moment in seconds since 1970, up to the year 2100.

    Raises:
        Reject: `invalid_timestamp`.
    """
    return _required("timestamp", value, low=0, high=SECONDS_END - 1)


def _required(field: str, value: object, *, low: int, high: int) -> int:
    try:
        number = to_integer(value, low=low, high=high)
    except Unreadable as error:
        raise Reject(f"invalid_{field}", f"{field}: {error}") from error
    if number is None:
        raise Reject(f"invalid_{field}", f"{field} is missing; it should be a whole number")
    return number
