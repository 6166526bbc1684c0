"""What the answers look like, for OpenAPI, and how a document from Postgres becomes a response."""

from dataclasses import replace
from typing import Annotated, Any, Final, TypeAlias

from litestar import Response
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from msgspec import Meta, Raw, Struct, field
from msgspec.json import encode

from api.manners.etags import draft
from api.problems import KINDS, MEDIA_TYPE, ProblemDocument
from api.whole import whole
from db.asking import Answer


class HoursOfYear(Struct):
    """A user's hours in games released in a year."""

    year: Annotated[int, Meta(description="Release year.")] = field(name="Año")
    hours: Annotated[float, Meta(description="Hours, rounded to 2 decimals.")] = field(name="Horas")


BestYear: TypeAlias = dict[str, int | None]
BestUser: TypeAlias = dict[str, str | list[HoursOfYear] | None]
Podium: TypeAlias = list[dict[str, str | None]]
Sentiments: TypeAlias = dict[str, int | list[str]]
SentimentTexts: TypeAlias = dict[str, list[str]]

_STATUS_TEXTS: Final = {
    400: "A parameter is unknown, missing, repeated or invalid.",
    404: "No such name; `closest` holds known ones.",
    406: "The header Accept excludes JSON.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    503: "Nothing is loaded or trained yet, or the database does not answer: see Retry-After.",
    504: "The database stopped the question at its time limit.",
}

_OF_NAMES: Final = (404,)
_OF_BODIES: Final = (413, 415)


def respond(answer: Answer) -> Response[bytes]:
    """Pass Postgres' bytes on; nothing is parsed or written again."""
    return whole(answer.body, draft(answer.data_version))


def documented(
    shape: Any,  # noqa: ANN401 - a type, as ResponseSpec takes it
    description: str,
    *examples: Example,
    named: bool = False,
    posted: bool = False,
) -> dict[int, ResponseSpec]:
    """Describe an operation's answers: the good one by its shape, the others as problems.

    Args:
        shape: the type of the good answer.
        description: what it tells.
        examples: real answers.
        named: whether the operation looks up a name, and so may not find it.
        posted: whether the operation takes a body.
    """
    good = ResponseSpec(
        shape,
        description=description,
        examples=[_verbatim(one) for one in examples],
        generate_examples=False,
    )
    left_out = {*(() if named else _OF_NAMES), *(() if posted else _OF_BODIES)}
    statuses = [status for status in _STATUS_TEXTS if status not in left_out]
    return {200: good, **{status: _problem(status) for status in statuses}}


def _verbatim(example: Example) -> Example:
    """Write the value now: Litestar would leave out what is null in it."""
    return replace(example, value=Raw(encode(example.value)))


def _problem(status: int) -> ResponseSpec:
    codes = [code for code, kind in KINDS.items() if kind.status == status]
    return ResponseSpec(
        ProblemDocument,
        description=f"{_STATUS_TEXTS[status]} ({', '.join(codes)})",
        media_type=MEDIA_TYPE,
        generate_examples=False,
    )
