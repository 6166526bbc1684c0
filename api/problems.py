"""The kinds of error that a request can meet, and the one shape in which each is answered."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, TypedDict, Unpack
from urllib.parse import quote

from litestar import Request, Response
from litestar.plugins.problem_details import ProblemDetailsException
from msgspec import UNSET, Meta, Struct, UnsetType

MEDIA_TYPE: Final = "application/problem+json"
DOCS: Final = "/docs"
RETRY_AFTER: Final = {"Retry-After": "5"}
SHOWN_LENGTH: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What all problems of a kind share."""

    status: int
    title: str
    meaning: str


KINDS: Final[dict[str, Kind]] = {
    "missing-parameter": Kind(
        status=400, title="A parameter is missing", meaning="The question needs it."
    ),
    "unknown-parameter": Kind(
        status=400,
        title="A parameter has an unknown name",
        meaning="Nothing is ignored silently: `closest` holds the nearest known name.",
    ),
    "repeated-parameter": Kind(
        status=400, title="A parameter is given twice", meaning="Each may be given once."
    ),
    "conflicting-parameters": Kind(
        status=400,
        title="Parameters contradict each other",
        meaning="Only one of them may be given, or one must not exceed the other.",
    ),
    "invalid-parameter": Kind(
        status=400,
        title="A parameter has an invalid value",
        meaning="`given` is what arrived, `allowed` what would have been right.",
    ),
    "bad-request": Kind(
        status=400, title="The request cannot be understood", meaning="`detail` says why."
    ),
    "unknown-name": Kind(
        status=404,
        title="No such name",
        meaning="No genre, studio, user or game is called so; `closest` holds known ones.",
    ),
    "unknown-address": Kind(
        status=404, title="No such address", meaning="`closest` holds the nearest known path."
    ),
    "method-not-allowed": Kind(
        status=405, title="Method not allowed", meaning="The header Allow lists those that are."
    ),
    "not-acceptable": Kind(
        status=406,
        title="No answer in that format",
        meaning="The header Accept, or Accept-Encoding, excludes everything that is offered here.",
    ),
    "too-large": Kind(
        status=413,
        title="The body is too large",
        meaning="`allowed` says how large it may be.",
    ),
    "unsupported-media-type": Kind(
        status=415,
        title="The body is in another format",
        meaning="The header Content-Type should be `application/json`.",
    ),
    "internal-error": Kind(
        status=500, title="Internal error", meaning="A fault of the server; it has been logged."
    ),
    "database-unavailable": Kind(
        status=503,
        title="The database does not answer",
        meaning="Ask again after the seconds of Retry-After; no restart is needed.",
    ),
    "not-loaded": Kind(
        status=503, title="Nothing is loaded yet", meaning="An operator runs `ludoteca load`."
    ),
    "not-trained": Kind(
        status=503,
        title="No model is trained yet",
        meaning="An operator runs `ludoteca similarities`, or `ludoteca prices train`.",
    ),
    "schema-out-of-date": Kind(
        status=503,
        title="The database is at another version",
        meaning="An operator runs `ludoteca db upgrade`.",
    ),
    "misconfigured": Kind(
        status=503,
        title="The server is misconfigured",
        meaning="The server's log tells the operator what to change.",
    ),
    "statement-timeout": Kind(
        status=504,
        title="The question took too long",
        meaning="The database stopped it at its time limit.",
    ),
}


class ProblemDocument(Struct, kw_only=True):
    """An error, as RFC 9457 shapes it."""

    type: Annotated[str, Meta(description="The kind of problem: an anchor of the page /docs.")]
    title: Annotated[str, Meta(description="The kind in words; the same for all of that kind.")]
    status: Annotated[int, Meta(description="The HTTP status, repeated.")]
    detail: Annotated[str, Meta(description="What was wrong here, and what would be right.")]
    instance: Annotated[str, Meta(description="The path that was asked.")]
    parameter: Annotated[str, Meta(description="The parameter that is wrong.")] | UnsetType = UNSET
    given: Annotated[str, Meta(description="What it held.")] | UnsetType = UNSET
    allowed: Annotated[str, Meta(description="What it may hold.")] | UnsetType = UNSET
    closest: (
        Annotated[list[str], Meta(description="Known names that resemble it, nearest first.")]
        | UnsetType
    ) = UNSET


class Members(TypedDict, total=False):
    """ProblemDocument's optional fields."""

    parameter: str
    given: str
    allowed: str
    closest: list[str]


class Problem(ProblemDetailsException):
    """An error to answer with; `code` is a key of KINDS."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **members: Unpack[Members],
    ) -> None:
        """Take the kind's status and title."""
        kind = KINDS[code]
        super().__init__(
            detail=detail,
            status_code=kind.status,
            title=kind.title,
            type_=f"{DOCS}#{code}",
            headers=headers,
        )
        self.members = members

    def to_response(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Write the document about this request."""
        document = ProblemDocument(
            type=self.type_ or "about:blank",
            title=self.title or "",
            status=self.status_code,
            detail=self.detail,
            instance=quote(request.scope["path"]),
            **self.members,
        )
        return Response(
            document,
            status_code=self.status_code,
            media_type=MEDIA_TYPE,
            headers=self.headers,
        )


def shortened(given: str) -> str:
    """Cut what a client sent to a length fit for a message."""
    return given if len(given) <= SHOWN_LENGTH else f"{given[:SHOWN_LENGTH]}…"
