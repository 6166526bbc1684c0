"""Problem documents: the kinds of error, and every exception as one of them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Final, TypeAlias, TypedDict, Unpack
from urllib.parse import quote, unquote

from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    TooManyRequestsException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE
from litestar.types import ExceptionHandlersMap
from msgspec import UNSET, Struct, UnsetType

from api.schemas import doc
from db.errors import (
    DatabaseUnavailable,
    FeedbackRefused,
    KeyReused,
    LudotecaError,
    NotLoaded,
    NotTrained,
    RemovedOnRequest,
    SchemaOutOfDate,
    StatementTimeout,
    UnknownName,
)

AnyRequest: TypeAlias = Request[Any, Any, Any]

MEDIA_TYPE: Final = "application/problem+json"
DOCS: Final = "/docs"
RETRY_SECONDS: Final = "5"
SHOWN_LENGTH: Final = 60
GIVEN_KEY: Final = "given"
"""Key of a request's state for the parameters and members that were read: names and values."""

EXAMPLE_KEY: Final = "example"
"""Key of a request's state for an address that would be answered; None where nothing is loaded."""
NOTHING_LOADED: Final = " Nothing is loaded yet, so there is no example: run `ludoteca load DIR`."

_log: Final = logging.getLogger("ludoteca.api")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """What all problems of a kind share."""

    status: int
    title: str
    meaning: str


PROBLEM_KINDS: Final[dict[str, ProblemKind]] = {
    "missing-parameter": ProblemKind(400, "A parameter is missing", "The question needs it."),
    "unknown-parameter": ProblemKind(
        400,
        "A parameter has an unknown name",
        "Nothing is ignored silently: `closest` holds the nearest known name.",
    ),
    "repeated-parameter": ProblemKind(400, "A parameter is given twice", "Each may be given once."),
    "conflicting-parameters": ProblemKind(
        400,
        "Parameters contradict each other",
        "Only one of them may be given, or one must not exceed the other.",
    ),
    "invalid-parameter": ProblemKind(
        400,
        "A parameter has an invalid value",
        "`given` is what arrived, `allowed` what would have been right.",
    ),
    "bad-request": ProblemKind(400, "The request cannot be understood", "`detail` says why."),
    "unauthorized": ProblemKind(
        401,
        "The key is missing or wrong",
        "Who writes sends `Authorization: Bearer` and the server's `LUDOTECA_WRITE_KEY`.",
    ),
    "forbidden": ProblemKind(
        403,
        "Nobody may write from there",
        "Without a `LUDOTECA_WRITE_KEY` the server's own machine alone may.",
    ),
    "unknown-name": ProblemKind(
        404,
        "No such name",
        "No genre, studio, user, game, title or person is called so; `closest` holds known ones.",
    ),
    "unknown-address": ProblemKind(
        404, "No such address", "`closest` holds the nearest known path."
    ),
    "method-not-allowed": ProblemKind(
        405, "Method not allowed", "The header Allow lists those that are."
    ),
    "not-acceptable": ProblemKind(
        406,
        "No answer in that format",
        "The header Accept excludes everything that is offered here.",
    ),
    "removed": ProblemKind(
        410, "Removed on request", "Nothing of the user or the game is recorded any more."
    ),
    "too-large": ProblemKind(413, "The body is too large", "`allowed` says how large it may be."),
    "unsupported-media-type": ProblemKind(
        415,
        "The body is in another format",
        "The header Content-Type should be `application/json`.",
    ),
    "key-reused": ProblemKind(
        422,
        "The key is that of another event",
        "An `Idempotency-Key` belongs to one event, which may be sent again as it was.",
    ),
    "too-many-requests": ProblemKind(
        429,
        "Too many writes at once",
        "Ask again after the seconds of Retry-After; `LUDOTECA_WRITE_LIMIT` is a minute's.",
    ),
    "internal-error": ProblemKind(
        500, "Internal error", "A fault of the server; it has been logged."
    ),
    "database-unavailable": ProblemKind(
        503,
        "The database does not answer",
        "Ask again after the seconds of Retry-After; no restart is needed.",
    ),
    "not-loaded": ProblemKind(503, "Nothing is loaded yet", "An operator runs `ludoteca load`."),
    "not-trained": ProblemKind(
        503,
        "No model is trained yet",
        "An operator runs `ludoteca similarities`, or `ludoteca prices train`.",
    ),
    "schema-out-of-date": ProblemKind(
        503, "The database is at another version", "An operator runs `ludoteca db upgrade`."
    ),
    "misconfigured": ProblemKind(
        503, "The server is misconfigured", "The server's log tells the operator what to change."
    ),
    "statement-timeout": ProblemKind(
        504, "The question took too long", "The database stopped it at its time limit."
    ),
}


class ProblemDocument(Struct, kw_only=True):
    """An error, as RFC 9457 shapes it."""

    type: Annotated[str, doc("The kind of problem: an anchor of the page /docs.")]
    title: Annotated[str, doc("The kind in words; the same for all of that kind.")]
    status: Annotated[int, doc("The HTTP status, repeated.")]
    detail: Annotated[str, doc("What was wrong here, and what would be right.")]
    instance: Annotated[str, doc("The path that was asked.")]
    parameter: Annotated[str, doc("The parameter that is wrong.")] | UnsetType = UNSET
    given: Annotated[str, doc("What it held.")] | UnsetType = UNSET
    allowed: Annotated[str, doc("What it may hold.")] | UnsetType = UNSET
    closest: (
        Annotated[list[str], doc("Known names that resemble it, nearest first.")] | UnsetType
    ) = UNSET
    example: (
        Annotated[str, doc("A complete address that is answered from what is loaded.")] | UnsetType
    ) = UNSET


class Members(TypedDict, total=False):
    """ProblemDocument's optional fields."""

    parameter: str
    given: str
    allowed: str
    closest: list[str]


class Problem(HTTPException):
    """An error to answer with; `code` is a key of KINDS."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **members: Unpack[Members],
    ) -> None:
        status = PROBLEM_KINDS[code].status
        if status == HTTP_503_SERVICE_UNAVAILABLE:
            headers = {"Retry-After": RETRY_SECONDS}
        super().__init__(detail=detail, status_code=status, headers=headers)
        self.code = code
        self.members = members

    def to_document(self, request: AnyRequest) -> ProblemDocument:
        """Describe it, about this request."""
        example = request.scope["state"].get(EXAMPLE_KEY, UNSET)
        return ProblemDocument(
            type=f"{DOCS}#{self.code}",
            title=PROBLEM_KINDS[self.code].title,
            status=self.status_code,
            detail=f"{self.detail}{NOTHING_LOADED if example is None else ''}",
            instance=_problem_instance(request),
            example=UNSET if example is None else example,
            **self.members,
        )

    def to_response(self, request: AnyRequest) -> Response[Any]:
        """Write the document about this request."""
        document = self.to_document(request)
        return Response(
            document, status_code=self.status_code, media_type=MEDIA_TYPE, headers=self.headers
        )


Respond: TypeAlias = Callable[[Problem, AnyRequest], Response[Any]]
"""How a problem is written."""


def _problem_instance(request: AnyRequest) -> str:
    """Write the path as it was sent, but for needless escapes and for bytes that are no UTF-8."""
    sent = request.scope["raw_path"].partition(b"?")[0].decode(errors="replace")
    return "/".join(quote(unquote(part), safe="") for part in sent.split("/"))


def conflict_problem(parameter: str, detail: str) -> Problem:
    """Make the problem of a parameter that contradicts another."""
    return Problem("conflicting-parameters", detail, parameter=parameter)


def invalid_value_problem(parameter: str, fault: str, *, given: str, allowed: str) -> Problem:
    """Make the problem of a parameter whose value cannot be; `fault` is a verb with its object."""
    detail, given = f"{parameter} {fault}; it should be {allowed}.", truncate_given(given)
    return Problem("invalid-parameter", detail, parameter=parameter, given=given, allowed=allowed)


def truncate_given(given: str) -> str:
    """Cut what a client sent to a length fit for a message."""
    return given if len(given) <= SHOWN_LENGTH else f"{given[:SHOWN_LENGTH]}…"


def exception_handlers(respond: Respond | None = None) -> ExceptionHandlersMap:
    """Answer every exception with a problem; nothing internal reaches a client.

    Args:
        respond: how to write a problem; as a document where none is given.
    """
    problems: dict[type[Exception], Callable[[AnyRequest, Any], Problem]] = {
        Problem: lambda _, problem: problem,
        LudotecaError: _database_problem,
        UnknownName: _unknown_name,
        NotFoundException: _unknown_address,
        MethodNotAllowedException: _method_not_allowed_problem,
        RequestEntityTooLarge: _body_too_large_problem,
        TooManyRequestsException: _too_many_requests_problem,
        HTTPException: _other_http_problem,
        Exception: _internal_error,
    }
    write = respond or Problem.to_response
    return {kind: _problem_handler(find, write) for kind, find in problems.items()}


def _problem_handler(
    find: Callable[..., Problem], respond: Respond
) -> Callable[[AnyRequest, Any], Response[Any]]:
    return lambda request, error: respond(find(request, error), request)


_DATABASE_PROBLEMS: Final[Mapping[type[LudotecaError], tuple[str, int, str]]] = {
    StatementTimeout: ("statement-timeout", logging.WARNING, ""),
    DatabaseUnavailable: (
        "database-unavailable",
        logging.WARNING,
        "The database does not answer at the moment; ask again in a few seconds.",
    ),
    NotLoaded: ("not-loaded", logging.DEBUG, ""),
    NotTrained: ("not-trained", logging.DEBUG, ""),
    SchemaOutOfDate: ("schema-out-of-date", logging.ERROR, ""),
    FeedbackRefused: ("bad-request", logging.DEBUG, ""),
    KeyReused: ("key-reused", logging.DEBUG, ""),
    RemovedOnRequest: ("removed", logging.DEBUG, ""),
    LudotecaError: (
        "misconfigured",
        logging.ERROR,
        "The server cannot use its database; its log says why.",
    ),
}
"""Of each error the kind of problem, how loud the log is, and what a client is told instead."""


def _database_problem(_: AnyRequest, error: LudotecaError) -> Problem:
    code, level, detail = next(
        _DATABASE_PROBLEMS[kind] for kind in type(error).__mro__ if kind in _DATABASE_PROBLEMS
    )
    _log.log(level, "%s", error)
    return Problem(code, detail or f"{error}.")


def _unknown_name(request: AnyRequest, error: UnknownName) -> Problem:
    """Name the parameter too: the one, or the member of the body, that held the unknown name."""
    holders = (
        name
        for name, value in request.scope["state"].get(GIVEN_KEY, ())
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, str) and error.given in {one, one.strip()}
    )
    members: Members = {"given": error.given, "closest": list(error.closest)}
    if parameter := next(holders, None):
        members["parameter"] = parameter
    return Problem("unknown-name", str(error), **members)


def closest_paths(request: AnyRequest) -> list[str]:
    """Name up to three paths that resemble the one asked, whatever the case of its letters."""
    paths: dict[str, list[str]] = {}  # /UserForGenre and /userforgenre are two
    for route in request.app.routes:
        if "{" not in route.path and route.path != "/":
            paths.setdefault(route.path.lower(), []).append(route.path)
    found = get_close_matches(request.scope["path"].lower(), paths, n=3)
    return [path for one in found for path in paths[one]][:3]


def _unknown_address(request: AnyRequest, _: NotFoundException) -> Problem:
    """Offer the nearest path."""
    asked, closest = request.scope["path"], closest_paths(request)
    hint = f"Did you mean {closest[0]}?" if closest else "The page /docs lists what there is."
    return Problem("unknown-address", f"Nothing is served at {asked}. {hint}", closest=closest)


def _method_not_allowed_problem(request: AnyRequest, error: MethodNotAllowedException) -> Problem:
    return Problem(
        "method-not-allowed",
        f"{request.method} is not allowed here; the header Allow lists what is.",
        headers=error.headers,
    )


def _body_too_large_problem(request: AnyRequest, _: RequestEntityTooLarge) -> Problem:
    allowed = f"up to {request.route_handler.resolve_request_max_body_size()} bytes"
    return Problem("too-large", f"The body is too large; it should be {allowed}.", allowed=allowed)


def _too_many_requests_problem(_: AnyRequest, error: TooManyRequestsException) -> Problem:
    """Say when, too: the limit's own header for it is a draft's."""
    headers = dict(error.headers or {})
    headers["Retry-After"] = headers["RateLimit-Reset"]
    return Problem(
        "too-many-requests",
        f"These were more than the {headers['RateLimit-Limit']} writes of a minute; "
        f"ask again in {headers['Retry-After']} seconds.",
        headers=headers,
    )


def _other_http_problem(request: AnyRequest, error: HTTPException) -> Problem:
    """Answer what Litestar itself refuses, such as a bad Host header."""
    if error.status_code >= 500:  # noqa: PLR2004 - where HTTP's server errors begin
        return _internal_error(request, error)
    return Problem("bad-request", f"{error.detail}.", headers=error.headers)


def _internal_error(request: AnyRequest, error: Exception) -> Problem:
    _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return Problem("internal-error", "Something went wrong on the server; it has been logged.")
