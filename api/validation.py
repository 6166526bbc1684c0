"""Validation of requests: query and path, each read into a msgspec Struct (a body: `api.body`).

A handler's parameters are the fields of a Struct: its types and `Meta` say what is read, what is
refused, and what OpenAPI shows (`api.openapi.openapi_operation_class`). Each function raises
Problem, with what was given, what is allowed, and the closest known name.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar, Union, get_args, get_origin
from urllib.parse import unquote

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from api.errors import (
    GIVEN_KEY,
    AnyRequest,
    Problem,
    conflict_problem,
    invalid_value_problem,
    truncate_given,
)
from api.negotiation import check_accepts_json, request_query_pairs
from db.names import NAME_CHARACTERS

FIRST_YEAR: Final = 1970
FIRST_RELEASE_YEAR: Final = 1870
"""Of streaming titles."""
LAST_YEAR: Final = 2100
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)
BIGINT: Final = 2**63
INTEGER: Final = 2**31
MOST_VALUES: Final = 20
"""Of a parameter or member that takes several."""
MOST_DOLLARS: Final = 1_000_000
JSON: Final = "application/json"

# What is space is written out: to regular expressions of other languages, \s is something else.
_SPACE: Final = (
    r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
)
NOT_BLANK: Final = rf"^[^\u0000]*[^\u0000{_SPACE}][^\u0000]*$"
"""A pattern of text that says something, and that Postgres can hold."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")
_WHOLE_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,18})")  # no bigint is longer
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

AnyStruct = TypeVar("AnyStruct", bound=Struct)
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS, pattern=NOT_BLANK)]
"""One of several texts."""


class NoParameters(Struct):
    """The query of an operation that takes none."""


def name_parameter(description: str, example: Any = None, *, is_trimmed: bool = True) -> Meta:  # noqa: ANN401 - any JSON value
    """Declare a text of 1 to NAME_CHARACTERS characters; of an id the blanks at its ends count."""
    return Meta(
        description=description,
        min_length=1,
        max_length=NAME_CHARACTERS,
        pattern=NOT_BLANK,
        examples=None if example is None else [example],
        extra={"is_trimmed": True} if is_trimmed else None,
    )


def names_parameter(description: str, example: str, *, is_one: bool = False) -> Meta:
    """Declare a list of names: a parameter that may be repeated.

    In a body one name may stand for a list of it where `is_one` says so.
    """
    return Meta(
        description=description,
        max_length=MOST_VALUES,
        examples=[[example]],
        extra={
            "allowed": (
                f"text of 1 to {NAME_CHARACTERS} characters, given at most {MOST_VALUES} times"
            ),
            "is_trimmed": True,
        }
        | ({"is_one": True} if is_one else {}),
    )


def year_parameter(
    description: str, example: int | None = None, *, first: int = FIRST_YEAR
) -> Meta:
    """Declare a year of the data."""
    examples = None if example is None else [example]
    return Meta(description=description, ge=first, le=LAST_YEAR, examples=examples)


def dollars_parameter(description: str) -> Meta:
    """Declare a price."""
    return Meta(description=description, ge=0, le=MOST_DOLLARS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of a Struct as requests know it."""

    name: str
    attribute: str
    annotation: Any
    kind: Any
    """int, float, bool, date, str or list; of a Literal, str."""
    choices: tuple[str, ...]
    meta: Meta
    default: Any
    """NODEFAULT where it must be given."""
    is_trimmed: bool

    @property
    def allowed(self) -> str:
        """Say in words what it may hold."""
        meta = self.meta
        if self.choices:
            return " or ".join(repr(value) for value in self.choices)
        if self.kind is date:
            return f"a date that exists, as YYYY-MM-DD, from {FIRST_DAY} to {LAST_DAY}"
        if self.kind is bool:
            return "true or false"
        if said := (meta.extra or {}).get("allowed"):
            return str(said)
        if meta.ge is not None:
            number = "a number" if self.kind is float else "a whole number"
            return f"{number} from {meta.ge} to {meta.le}"
        return f"text of 1 to {meta.max_length} characters"

    def problem(self, given: str, *, fault: str = "") -> Problem:
        """Make the problem of a value that it may not hold."""
        fault = fault or f"is {truncate_given(given)!r}"
        return invalid_value_problem(self.name, fault, given=given, allowed=self.allowed)

    def is_valid_text(self, value: str) -> bool:
        """Be stricter than msgspec, which reads 1 for true, infinity, and week dates too."""
        if self.choices:
            return value in self.choices
        if self.kind is int:
            return is_digits(value.removeprefix("-"))
        if self.kind is date:
            return _is_date_text(value)
        if self.kind is bool:
            return value.lower() in {"true", "false"}
        return self.kind is not float or _NUMBER.fullmatch(value) is not None


@lru_cache(maxsize=256)
def parameter_fields(shape: type[Struct]) -> dict[str, Field]:
    """List what a Struct reads, by the names that requests use."""
    found = {}
    first = getattr(shape, "CHECKED_FIRST", ("format",))  # what messages name before the others
    for one in sorted(fields(shape), key=lambda one: (*first, one.name).index(one.name)):
        type_, meta = unwrap_annotation(one.type)
        choices = get_args(type_) if get_origin(type_) is Literal else ()
        found[one.encode_name] = Field(
            name=one.encode_name,
            attribute=one.name,
            annotation=one.type,
            kind=str if choices else get_origin(type_) or type_,
            choices=choices,
            meta=meta,
            is_trimmed="is_trimmed" in (meta.extra or ()),
            default=one.default,
        )
    return found


def read_query(
    request: AnyRequest,
    shape: type[AnyStruct],
    *,
    one_of: Sequence[Sequence[str]] = (),
    of_path: Sequence[tuple[str, str]] = (),
) -> AnyStruct:
    """Read the query; its cost is linear in its length.

    Args:
        request: what asks.
        shape: what it may hold.
        one_of: lists of names; one of each must be given.
        of_path: further names and values, see `path_pairs`.

    Raises:
        Problem: 400, a parameter is unknown, repeated, blank, missing or not as declared, or there
            are too many; 406, the answer is JSON and the header Accept excludes it.
    """
    known = parameter_fields(shape)
    if "format" not in known:  # where it is, `negotiated_format` looks at the header
        check_accepts_json(request.scope)
    pairs = [*of_path, *request_query_pairs(request.scope)]
    request.scope["state"][GIVEN_KEY] = pairs
    given = [name for name, _ in pairs]
    counts = Counter(given) if len({*given}) < len(given) else {}
    values: dict[str, Any] = {}
    for name_, value in pairs:
        if name_ not in known:
            raise unknown_parameter_problem(name_, known)
        field = known[name_]
        if field.kind is list:
            values.setdefault(name_, []).append(value)
        elif counts and counts[name_] > 1:
            raise Problem(
                "repeated-parameter", f"{name_} is given {counts[name_]} times.", parameter=name_
            )
        else:
            values[name_] = value
        _check_query_text(field, value)
    needed = [one.name for one in known.values() if one.default is NODEFAULT]
    for names in (*one_of, *([name] for name in needed)):
        if values.keys().isdisjoint(names):
            raise missing_parameter_problem(known[names[0]])
    try:
        found = msgspec.convert(values, shape, strict=False)
    except msgspec.ValidationError:
        raise _first_invalid(known, values) from None
    return trim_fields(found, known)


def read_path(request: AnyRequest, shape: type[AnyStruct]) -> AnyStruct:
    """Read the path's parameters, each as it was sent: `a%2F`, ` a` and `a` are three.

    Raises:
        Problem: 400, one is not as declared, or Postgres cannot hold it.
    """
    values: dict[str, Any] = {}
    sent, places = _split_path(_sent_path(request)), _split_path(request.scope["path_template"])
    for name_, field in parameter_fields(shape).items():
        text = str(request.path_params[name_])
        if text.startswith("/"):  # of several parts
            text = text.removeprefix("/")
        else:
            place = places.index(f"{{{name_}}}") - len(places)
            text = unquote(sent[place], errors="surrogateescape")
        shown = text.encode(errors="surrogateescape").decode(errors="replace")
        if "\0" in text or text != shown or not _is_valid_path_text(text, field):
            raise field.problem(shown)
        values[field.attribute] = int(text) if field.kind is int else text
    return shape(**values)


def read_headers(request: AnyRequest, shape: type[AnyStruct]) -> AnyStruct:
    """Read headers, each a text that may be in quotation marks.

    Raises:
        Problem: 400, one is not as declared.
    """
    values: dict[str, Any] = {}
    for name_, field in parameter_fields(shape).items():
        given = request.headers.getall(name_, [])
        if len(given) > 1:
            detail = f"The header {name_} is given {len(given)} times."
            raise Problem("repeated-parameter", detail, parameter=name_)
        if given:
            text = given[0].strip().removeprefix('"').removesuffix('"')
            if not _is_valid_path_text(text, field):
                raise field.problem(text)
            values[field.attribute] = text
    return shape(**values)


def path_pairs(request: AnyRequest) -> list[tuple[str, str]]:
    """List the names and values of the path's parameters, as if the query held them.

    Raises:
        Problem: 400, the path is not UTF-8.
    """
    places = _split_path(request.scope["path_template"])
    sent = _split_path(_sent_path(request))[-len(places) :]
    return [
        (place[1:-1], _decode_sent(part))
        for place, part in zip(places, sent, strict=True)
        if place.startswith("{")
    ]


def read_rest_of_path(request: AnyRequest, prefix: str) -> str:
    """Read a name from the path as it was sent: routing would merge `a//b` and cut `a/`.

    A slash of the name may be sent as it is or as %2F; only the last one must be %2F.

    Raises:
        Problem: 400, the name is not UTF-8, holds a NUL, is blank or too long.
    """
    _, _, rest = _sent_path(request).partition(f"{prefix}/")
    found = _decode_sent(rest.removesuffix("/")).strip()
    if not found or "\0" in found or len(found) > NAME_CHARACTERS:
        raise Problem(
            "bad-request",
            f"The path names {truncate_given(found)!r}; it should be text of 1 to "
            f"{NAME_CHARACTERS} characters without NUL.",
        )
    return found


def unknown_parameter_problem(
    given: str, known: Collection[str], *, what: str = "parameter"
) -> Problem:
    """Make the problem of an unknown name; it offers the closest."""
    by_folded = {one.casefold(): one for one in reversed([*known])}  # the first of equal ones
    closest = [by_folded[found] for found in get_close_matches(given.casefold(), by_folded, n=3)]
    hint = f"Did you mean {closest[0]}?" if closest else f"Known: {', '.join(known) or 'none'}."
    return Problem(
        "unknown-parameter",
        f"No {what} is called {truncate_given(given)!r} here. {hint}",
        parameter=truncate_given(given),
        closest=closest or list(known),
    )


def check_day_order(first_name: str, first: date, last_name: str, last: date) -> None:
    """Refuse a first day after the last, both by the names of their parameters."""
    if first > last:
        what = f"{first_name} is {first} and {last_name} is {last}"
        raise conflict_problem(first_name, f"{what}: {first_name} must not come after {last_name}.")


def is_digits(text: str) -> bool:
    """Tell whether a text is of 0 to 9 alone."""
    return text.isascii() and text.isdigit()


def is_year(text: str) -> bool:
    """Tell whether a text is four digits that are a year of the data."""
    return len(text) == 4 and is_digits(text) and FIRST_YEAR <= int(text) <= LAST_YEAR  # noqa: PLR2004 - digits of a year


def shortest_decimal(value: float | None) -> Decimal | None:
    """Give a number as it was written: 19.99, not the nearest binary fraction."""
    return None if value is None else Decimal(repr(value))


def pick_given_fields(query: Struct, names: Collection[str]) -> dict[str, Any]:
    """Pick the fields of these names that hold something, numbers as they were written."""
    values = {name: getattr(query, name) for name in names}
    return {
        name: shortest_decimal(value) if isinstance(value, float) else value
        for name, value in values.items()
        if value is not None
    }


def unwrap_annotation(annotation: Any) -> tuple[Any, Meta]:  # noqa: ANN401 - a type
    """Take a type out of `Annotated` and `| None`."""
    meta = Meta()
    while True:
        if get_origin(annotation) in {Union, UnionType}:
            [annotation] = (one for one in get_args(annotation) if one is not type(None))
        elif get_origin(annotation) is Annotated:
            annotation, meta = get_args(annotation)
        else:
            return annotation, meta


def _check_query_text(field: Field, value: str) -> None:
    if not value.strip():
        raise field.problem(value, fault="is empty")
    if "\0" in value:
        raise field.problem(value, fault="holds a NUL character")
    if not field.is_valid_text(value):
        raise field.problem(value)


def _first_invalid(known: Mapping[str, Field], values: Mapping[str, Any]) -> Problem:
    for field in known.values():
        if field.name in values:
            given = values[field.name]
            try:
                msgspec.convert(given, field.annotation, strict=False)
            except msgspec.ValidationError:
                return field.problem(given[0] if isinstance(given, list) else given)
    raise AssertionError(values)


def trim_fields(found: AnyStruct, known: Mapping[str, Field]) -> AnyStruct:
    """Take the blanks from the ends of texts, but of ids; changes what it is given."""
    for field in known.values():
        if field.is_trimmed:
            value = getattr(found, field.attribute)
            if isinstance(value, str):
                setattr(found, field.attribute, value.strip())
            elif value is not None:
                setattr(found, field.attribute, [one.strip() for one in value])
    return found


def missing_parameter_problem(field: Field, *, place: str = "") -> Problem:
    """Make the problem of what must be given, and is not."""
    return Problem(
        "missing-parameter",
        f"{field.name} is missing{place}: it should be {field.allowed}.",
        parameter=field.name,
        allowed=field.allowed,
    )


def _is_date_text(value: str) -> bool:
    """Tell whether a text is a date of the data's years; week and ordinal dates are not."""
    try:
        return _DATE.fullmatch(value) is not None and (
            FIRST_DAY <= date.fromisoformat(value) <= LAST_DAY
        )
    except ValueError:  # 30 February
        return False


def _is_valid_path_text(text: str, field: Field) -> bool:
    limits = field.meta
    if field.kind is int:
        is_number = _WHOLE_NUMBER.fullmatch(text) is not None
        return is_number and (limits.ge or 0) <= int(text) <= (limits.le or 0)
    return text.strip() != "" and len(text) <= (limits.max_length or 0)


def _sent_path(request: AnyRequest) -> str:
    raw: bytes = request.scope["raw_path"]
    return raw.partition(b"?")[0].decode("ascii", "surrogateescape")


def _decode_sent(text: str) -> str:
    try:
        found = unquote(text, errors="strict")
        found.encode()
    except ValueError as error:
        raise Problem(
            "bad-request", "The path is not UTF-8; for example, ñ is written %C3%B1."
        ) from error
    return found


def _split_path(path: str) -> list[str]:
    """Cut a path as routing does: an empty part is none."""
    return [part for part in path.split("/") if part]
