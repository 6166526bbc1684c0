"""A place in a list in, an opaque word for the address out; and back, or a problem."""

import base64
import math
from decimal import Decimal
from hashlib import blake2b
from typing import Final, TypeVar

import msgspec

from api.problems import Problem, shortened

T = TypeVar("T")

VERSION: Final = 1
PARAMETER: Final = "cursor"
ALLOWED: Final = "the `next` of an earlier answer to the same question"
_CHECK_BYTES: Final = 6
_BIGINT: Final = 2**63
_DIGITS: Final = 30


def encode_cursor(*values: str | float | bool | None, of: str) -> str:
    """Write the place after a row.

    Args:
        values: the values of the row that the list is sorted by, the last one unique.
        of: the list and its order ("games by -price_usd"): the cursor fits no other.
    """
    payload = msgspec.json.encode([VERSION, of, values])
    return base64.urlsafe_b64encode(_check(payload) + payload).rstrip(b"=").decode()


def decode_cursor(text: str, type_: type[T], *, of: str) -> T:
    """Read a place back.

    Args:
        text: what the client sent.
        type_: a tuple of what the values must be: `tuple[str, int]`.
        of: as for `encode_cursor`.

    Raises:
        Problem: 400, naming `cursor`: it was not made here, was altered, or is of another list.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        check, payload = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _check(payload):
            raise _unreadable(text, "was not made here, or was altered")
        version, made_for, values = msgspec.json.decode(payload, type=tuple[int, str, msgspec.Raw])
        if version != VERSION:
            raise _unreadable(text, "is of another version of this service")
        if made_for != of:
            raise _unreadable(text, "is of another list, or of this one in another order")
        found = msgspec.json.decode(values, type=type_)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _unreadable(text, "was not made here, or was altered") from error
    if encode_cursor(*msgspec.json.decode(values), of=of) != text or not _fits(found):
        raise _unreadable(text, "was not made here, or was altered")
    return found


def _check(payload: bytes) -> bytes:
    """Sum a payload up: not a secret, but nobody changes a cursor by mistake."""
    return blake2b(payload, digest_size=_CHECK_BYTES, person=b"cursor").digest()


def _fits(values: object) -> bool:
    """Ask whether Postgres can hold each value."""
    if isinstance(values, tuple | list):
        return all(_fits(value) for value in values)
    if isinstance(values, int):
        return -_BIGINT <= values < _BIGINT
    if isinstance(values, float):
        return math.isfinite(values)
    if isinstance(values, Decimal):
        return values.is_finite() and abs(values.adjusted()) < _DIGITS
    return not isinstance(values, str) or "\0" not in values


def _unreadable(text: str, fault: str) -> Problem:
    return Problem(
        "invalid-parameter",
        f"{PARAMETER} {fault}; it should be {ALLOWED}.",
        parameter=PARAMETER,
        given=shortened(text),
        allowed=ALLOWED,
    )
