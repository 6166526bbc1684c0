"""What others thought of a review: how many found it helpful, of how many, and how many funny."""

import re
from typing import Final

from etl.clean.errors import OutOfRange, Unreadable, shortened_repr
from etl.clean.numbers import INT32_MAX, to_integer

_COUNT: Final = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})"
_HELPFUL: Final = re.compile(
    rf"{_COUNT}(?: of {_COUNT} (?:people|person)\b| (?:people|person) found this\b.*\bhelpful\b).*",
    re.IGNORECASE | re.ASCII,
)
_FUNNY: Final = re.compile(rf"{_COUNT} (?:people|person)\b.*", re.IGNORECASE | re.ASCII)
_NOBODY: Final = "no ratings yet"


def parse_helpful_votes(value: object) -> tuple[int, int | None]:
    """Read `helpful`: how many found the review helpful, and how many voted, where that is said.

    Contract: "2 of 3 people (67%) found this review helpful" is 2 and 3, "No ratings yet" 0 and 0,
    and "1,234 of 1,300 …" occurs. Where nothing is written, nobody voted. The store's newer "12
    people found this review helpful", or the number alone, says nothing of the others.

    Raises:
        Unreadable: anything else, or more helpful votes than votes.
        OutOfRange: more than a 32-bit count.
    """
    text = value.strip() if isinstance(value, str) else ""
    if found := _HELPFUL.fullmatch(text):
        yes = _parse_vote_digits(found[1], value)
        votes = _parse_vote_digits(found[2], value) if found[2] else None
        if votes is None or yes <= votes:
            return yes, votes
    elif text.rstrip(".").lower() == _NOBODY:
        return 0, 0
    yes_alone = _parse_vote_number(value, "2 of 3 people (67%) found this review helpful")
    return (0, 0) if yes_alone is None else (yes_alone, None)


def parse_funny_votes(value: object) -> int:
    """Read `funny`: "3 people found this review funny" is 3; where nothing is written, nobody did.

    Raises:
        Unreadable: anything else.
        OutOfRange: more than a 32-bit count.
    """
    if isinstance(value, str) and (found := _FUNNY.fullmatch(value.strip())):
        return _parse_vote_digits(found[1], value)
    return _parse_vote_number(value, "3 people found this review funny") or 0


def _parse_vote_number(value: object, example: str) -> int | None:
    try:
        return to_integer(value, low=0, high=INT32_MAX)
    except OutOfRange:
        raise
    except Unreadable as error:
        raise Unreadable(f"{shortened_repr(value)} should read like {example!r}") from error


def _parse_vote_digits(digits: str, value: object) -> int:
    number = int(digits.replace(",", ""))
    if number > INT32_MAX:
        raise OutOfRange(f"{shortened_repr(value)} should count at most {INT32_MAX}")
    return number
