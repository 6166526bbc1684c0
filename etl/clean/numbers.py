"""Whole numbers and truth values, however they were written; a boolean is never a number."""

import re
from typing import Final

from etl.clean.errors import OutOfRange, Unreadable, shortened_repr
from etl.clean.text import is_absent

INT64: Final = (-(2**63), 2**63 - 1)
INT32_MAX: Final = 2**31 - 1
PLAYTIME_MINUTES_MAX: Final = 20_000_000
"""38 years: more than Steam has existed."""

# As programs write floats; nobody's name has a point or a plus sign before its exponent.
_FLOAT: Final = re.compile(
    r"-?[0-9]+(?:\.[0-9]*(?:e[+-]?[0-9]{1,3})?|e\+[0-9]{1,3})", re.IGNORECASE | re.ASCII
)
_EXACT: Final = 2**53
_WHOLE: Final = re.compile(r"-?[0-9]+(?:\.0*)?", re.ASCII)
_DIGITS_READ: Final = 40  # more digits than any column holds, few enough to convert at once
_METASCORE_MAX: Final = 100


def to_integer(value: object, *, low: int = INT64[0], high: int = INT64[1]) -> int | None:
    """Read a whole number: an integer, an integral float, or either written as text.

    None, NaN and blank text are unknown (None). Text is trimmed and takes ASCII digits only.

    Raises:
        Unreadable: anything else, booleans and floats of 2**53 or more included.
        OutOfRange: a whole number outside `low` to `high`.
    """
    number: int
    if type(value) is int:
        number = value
    elif isinstance(value, str):
        text = value.strip(" \t\r\n")
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise Unreadable(f"{shortened_repr(value)} should be a whole number")
        digits = text.partition(".")[0]
        if len(digits) > _DIGITS_READ:
            raise OutOfRange(f"{shortened_repr(value)} should be from {low} to {high}")
        number = int(digits)
    elif is_absent(value):
        return None
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    else:
        raise Unreadable(f"{shortened_repr(value)} should be a whole number")
    if not low <= number <= high:
        raise OutOfRange(f"{shortened_repr(value)} should be from {low} to {high}")
    if is_rounded(value):
        raise Unreadable(f"{shortened_repr(value)} went through a float and lost its last digits")
    return number


def is_rounded(value: object) -> bool:
    """Tell whether a number is a float of 2**53 or more, as such or as text: not what it was."""
    if isinstance(value, str):
        value = float(value) if _FLOAT.fullmatch(value.strip()) else 0
    return isinstance(value, float) and abs(value) >= _EXACT


def playtime_minutes(value: object) -> int | None:
    """Read a playtime in minutes, 0 to 20,000,000; None where nothing is written.

    Raises:
        Unreadable: not a whole number.
        OutOfRange: negative, or longer than a playtime can be.
    """
    return to_integer(value, low=0, high=PLAYTIME_MINUTES_MAX)


def metascore(value: object) -> int | None:
    """Read a metascore, 0 to 100; None where nothing is written.

    Raises:
        Unreadable: not a whole number ('NA' occurs), or outside 0 to 100.
    """
    return to_integer(value, low=0, high=_METASCORE_MAX)


def to_boolean(value: object) -> bool | None:
    """Read a truth value: True and False, or the words in any case; None where nothing is written.

    Raises:
        Unreadable: anything else, 0 and 1 included.
    """
    if isinstance(value, bool):
        return value
    if is_absent(value):
        return None
    if isinstance(value, str):
        word = value.strip().lower()
        if not word:
            return None
        if word in {"true", "false"}:
            return word == "true"
    raise Unreadable(f"{shortened_repr(value)} should be True or False")
