"""Bodies of requests: JSON objects, each read into a msgspec Struct."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec
from litestar.exceptions import InternalServerException
from msgspec import NODEFAULT

from api.errors import GIVEN_KEY, AnyRequest, Problem, truncate_given
from api.negotiation import request_query_pairs
from api.validation import (
    JSON,
    AnyStruct,
    Field,
    missing_parameter_problem,
    parameter_fields,
    trim_fields,
    unknown_parameter_problem,
)

MOST_BODY_BYTES: Final = 1_000_000
_BOM: Final = b"\xef\xbb\xbf"


async def read_body(request: AnyRequest, shape: type[AnyStruct]) -> AnyStruct:
    """Read the body as a JSON object.

    Raises:
        Problem: 415, it is not sent as JSON; 400, it is none, or a member of it is unknown,
            repeated, missing or not as declared.
        RequestEntityTooLarge: it is longer than the handler takes.
    """
    _check_body_media_type(request)
    members = _decode_json_object(await _receive_body(request))
    known = parameter_fields(shape)
    for name_, value in members.items():
        if name_ not in known:
            raise unknown_parameter_problem(name_, known, what="member")
        members[name_] = _check_body_member(known[name_], value)
    for field in known.values():
        if field.default is NODEFAULT and field.name not in members:
            raise missing_parameter_problem(field, place=" from the body")
    request.scope["state"][GIVEN_KEY] = [*request_query_pairs(request.scope), *members.items()]
    return trim_fields(msgspec.convert(members, shape), known)


def _check_body_media_type(request: AnyRequest) -> None:
    given = request.headers.get("content-type", "")
    coding = request.headers.get("content-encoding", "identity")
    if given.partition(";")[0].strip().lower() != JSON:
        what = f"is {truncate_given(given)!r}" if given else "is missing"
        fault, wanted = f"The header Content-Type {what}", JSON
    elif coding.strip().lower() != "identity":
        fault, wanted = f"The header Content-Encoding is {truncate_given(coding)!r}", "none"
        given = coding
    else:
        return
    detail, given = f"{fault}; it should be {wanted}.", truncate_given(given)
    raise Problem("unsupported-media-type", detail, given=given, allowed=wanted)


async def _receive_body(request: AnyRequest) -> bytes:
    try:
        return await request.body()
    except InternalServerException as error:
        raise Problem("bad-request", "The connection ended before the body did.") from error


def _decode_json_object(body: bytes) -> dict[str, object]:
    if not body.strip():
        raise Problem("bad-request", "The body is empty; it should be a JSON object.")
    body = body.removeprefix(_BOM)
    try:
        found = _DECODER.decode(body)
        # msgspec keeps the last of several members of a name, and says nothing
        json.loads(body, object_pairs_hook=_refuse_repeated_members, parse_int=str, parse_float=str)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("bad-request", f"The body cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Problem("bad-request", "The body is JSON, but no object.")
    return found


def _refuse_repeated_members(members: Sequence[tuple[str, object]]) -> None:
    if len(dict(members)) == len(members):
        return
    [(name_, count)] = Counter(name for name, _ in members).most_common(1)
    raise Problem(
        "repeated-parameter",
        f"{truncate_given(name_)} is given {count} times in one object of the body.",
        parameter=truncate_given(name_),
    )


def _parse_json_number(text: str) -> float:
    """Read a number with a point or an exponent; 2.0 is a whole one, as JSON Schema has it."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("Number out of range")
    return int(number) if number.is_integer() else number


_DECODER: Final = msgspec.json.Decoder(float_hook=_parse_json_number)


def _check_body_member(field: Field, value: object) -> object:
    """Check a member, and give it as it is read: one name as a list of it, where that is meant."""
    is_one = isinstance(value, str) and "is_one" in (field.meta.extra or ())
    found = [value] if is_one else value
    try:
        msgspec.convert(found, field.annotation)
    except msgspec.ValidationError as error:
        text = msgspec.json.encode(value).decode()
        raise Problem(
            "invalid-parameter",
            f"{field.name} is {truncate_given(text)}; it should be {field.allowed}."
            # which of a list, and why
            f"{f' {error}.' if ' - at `$' in str(error) else ''}",
            parameter=field.name,
            given=truncate_given(value if isinstance(value, str) else text),
            allowed=field.allowed,
        ) from error
    return found
