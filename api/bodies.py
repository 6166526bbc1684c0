"""A request's JSON body in; the object in it as a type, or a problem that names what is wrong."""

import math
from typing import Any, Final, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException
from litestar.typing import FieldDefinition
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from api.problems import Problem, shortened
from api.query import check_name
from api.words import allowed

MEDIA_TYPE: Final = "application/json"
MOST_BYTES: Final = 1_000_000

AnyStruct = TypeVar("AnyStruct", bound=Struct)

_BOM: Final = b"\xef\xbb\xbf"
_MEMBERS: Final = "members"


async def read_body(request: Request[Any, Any, Any], shape: type[AnyStruct]) -> AnyStruct:
    """Read the body as an object of this type.

    Raises:
        Problem: 415, it is not sent as JSON; 400, it is none, or a member of it is unknown,
            missing or not as declared.
        RequestEntityTooLarge: it is longer than the handler takes.
    """
    _check_format(request)
    members = _decoded(await _received(request))
    known = {one.encode_name: one for one in fields(shape)}
    for name, value in members.items():
        check_name(name, known, what="member")
        _check_value(name, value, known[name].type)
    for name, one in known.items():
        if name not in members and one.default is NODEFAULT:
            wanted = allowed(FieldDefinition.from_annotation(one.type))
            raise Problem(
                "missing-parameter",
                f"{name} is missing from the body: it should be {wanted}.",
                parameter=name,
                allowed=wanted,
            )
    request.state[_MEMBERS] = members
    return msgspec.convert(members, shape)


def members_of(request: Request[Any, Any, Any]) -> dict[str, object]:
    """Recall what `read_body` has read; empty where it has not."""
    found: dict[str, object] = request.state.get(_MEMBERS, {})
    return found


def _check_format(request: Request[Any, Any, Any]) -> None:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != MEDIA_TYPE:
        what = f"is {shortened(given)!r}" if given else "is missing"
        raise _unsupported(f"The header Content-Type {what}", given, MEDIA_TYPE)
    coding = request.headers.get("content-encoding", "identity")
    if coding.strip().lower() != "identity":
        raise _unsupported(f"The header Content-Encoding is {shortened(coding)!r}", coding, "none")


def _unsupported(fault: str, given: str, wanted: str) -> Problem:
    return Problem(
        "unsupported-media-type",
        f"{fault}; it should be {wanted}.",
        given=shortened(given),
        allowed=wanted,
    )


async def _received(request: Request[Any, Any, Any]) -> bytes:
    try:
        return await request.body()
    except InternalServerException as error:
        raise Problem("bad-request", "The connection ended before the body did.") from error


def _decoded(body: bytes) -> dict[str, object]:
    if not body.strip():
        raise Problem("bad-request", "The body is empty; it should be a JSON object.")
    try:
        found = _DECODER.decode(body.removeprefix(_BOM))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("bad-request", f"The body cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Problem("bad-request", "The body is JSON, but no object.")
    return found


def _number(text: str) -> float:
    """Read a number with a point or an exponent; 2.0 is a whole one, as JSON Schema has it."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("Number out of range")
    return int(number) if number.is_integer() else number


_DECODER: Final = msgspec.json.Decoder(float_hook=_number)


def _check_value(name: str, value: object, type_: Any) -> None:  # noqa: ANN401 - a type
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        text = msgspec.json.encode(value).decode()
        wanted = allowed(FieldDefinition.from_annotation(type_))
        place = f" {error}." if " - at `$" in str(error) else ""  # which of a list, and why
        raise Problem(
            "invalid-parameter",
            f"{name} is {shortened(text)}; it should be {wanted}.{place}",
            parameter=name,
            given=shortened(value if isinstance(value, str) else text),
            allowed=wanted,
        ) from error
