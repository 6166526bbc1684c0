"""Reasons why a value or a record is refused.

Reject          the whole record goes to the rejects, with a stable code and a sentence
Unreadable      one value cannot be read; the caller decides what that means for its record
├── OutOfRange  a number beyond what its column holds
└── NoSuchDate  a day that no calendar has
"""

import reprlib

_SHOWN_CHARACTERS = 80


class Reject(Exception):  # noqa: N818 - names what happens to the record
    """A record that is not accepted.

    Args:
        reason: stable snake_case code, for counting and for tests.
        detail: a sentence for a person: what was found, what would have been right.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Unreadable(ValueError):  # noqa: N818 - reads as a state
    """A value that is neither absent nor of a form the rules know; the message says both."""


class OutOfRange(Unreadable):
    """A number that was read but that no column can hold or no rule allows."""


class NoSuchDate(Unreadable):
    """A date that was read but that no calendar has, such as February 30."""


def shortened_repr(value: object) -> str:
    """Show any parsed value in a message: a repr of about 80 characters at most."""
    try:
        text = _SHORT.repr(value)
    except (ValueError, RecursionError):  # an integer of more digits than Python likes to print
        text = f"a {type(value).__name__} too large to print"
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"


def _new_bounded_repr() -> reprlib.Repr:
    short = reprlib.Repr()
    short.maxlevel = 2
    short.maxdict = short.maxlist = 3
    short.maxstring = short.maxother = short.maxlong = _SHOWN_CHARACTERS
    return short


_SHORT = _new_bounded_repr()
