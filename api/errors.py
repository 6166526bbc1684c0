"""Problem documents: the kinds of error, and every exception as one of them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Final, TypeAlias, TypedDict, Unpack
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.plugins.problem_details import (
    ProblemDetailsConfig,
    ProblemDetailsException,
    ProblemDetailsPlugin,
)
from litestar.types import ExceptionHandlersMap
from msgspec import UNSET, Struct, UnsetType

from api.schemas import about
from db.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    LudotecaError,
    NotLoaded,
    NotTrained,
    SchemaOutOfDate,
    StatementTimeout,
    UnknownName,
)

AnyRequest: TypeAlias = Request[Any, Any, Any]

MEDIA_TYPE: Final = "application/problem+json"
DOCS: Final = "/docs"
RETRY_AFTER: Final = {"Retry-After": "5"}
SHOWN_LENGTH: Final = 60
GIVEN: Final = "given"
"""Key of `request.state` for the parameters and members that were read: names and values."""

_log: Final = logging.getLogger("ludoteca.api")


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
        status=413, title="The body is too large", meaning="`allowed` says how large it may be."
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

    type: Annotated[str, about("The kind of problem: an anchor of the page /docs.")]
    title: Annotated[str, about("The kind in words; the same for all of that kind.")]
    status: Annotated[int, about("The HTTP status, repeated.")]
    detail: Annotated[str, about("What was wrong here, and what would be right.")]
    instance: Annotated[str, about("The path that was asked.")]
    parameter: Annotated[str, about("The parameter that is wrong.")] | UnsetType = UNSET
    given: Annotated[str, about("What it held.")] | UnsetType = UNSET
    allowed: Annotated[str, about("What it may hold.")] | UnsetType = UNSET
    closest: (
        Annotated[list[str], about("Known names that resemble it, nearest first.")] | UnsetType
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
            document, status_code=self.status_code, media_type=MEDIA_TYPE, headers=self.headers
        )


def shortened(given: str) -> str:
    """Cut what a client sent to a length fit for a message."""
    return given if len(given) <= SHOWN_LENGTH else f"{given[:SHOWN_LENGTH]}…"


def problem_details() -> ProblemDetailsPlugin:
    """Answer the errors of `db` that are about the server, not about the request."""
    return ProblemDetailsPlugin(ProblemDetailsConfig(exception_to_problem_detail_map=_DATABASE))


def exception_handlers() -> ExceptionHandlersMap:
    """Answer the errors that are about the request, and whatever is left."""
    return {
        UnknownName: _unknown_name,
        NotFoundException: _unknown_address,
        MethodNotAllowedException: _method,
        RequestEntityTooLarge: _too_large,
        HTTPException: _other_http,
        Exception: _internal,
    }


def problem_of(error: LudotecaError) -> Problem:
    """Find the problem that an error of `db` is; also used by readiness."""
    return next(_DATABASE[kind] for kind in type(error).__mro__ if kind in _DATABASE)(error)


def _unavailable(error: LudotecaError) -> Problem:
    _log.warning("%s", error)
    return Problem(
        "database-unavailable",
        "The database does not answer at the moment; ask again in a few seconds.",
        headers=RETRY_AFTER,
    )


def _timeout(error: LudotecaError) -> Problem:
    _log.warning("%s", error)
    return Problem("statement-timeout", f"{error}.")


def _not_loaded(error: LudotecaError) -> Problem:
    return Problem("not-loaded", f"{error}.", headers=RETRY_AFTER)


def _not_trained(error: LudotecaError) -> Problem:
    return Problem("not-trained", f"{error}.", headers=RETRY_AFTER)


def _out_of_date(error: LudotecaError) -> Problem:
    _log.error("%s", error)
    return Problem("schema-out-of-date", f"{error}.", headers=RETRY_AFTER)


def _misconfigured(error: LudotecaError) -> Problem:
    _log.error("%s", error)
    return Problem(
        "misconfigured",
        "The server cannot use its database; its log says why.",
        headers=RETRY_AFTER,
    )


_DATABASE: Final[Mapping[type[LudotecaError], Callable[[LudotecaError], Problem]]] = {
    StatementTimeout: _timeout,
    DatabaseUnavailable: _unavailable,
    NotLoaded: _not_loaded,
    NotTrained: _not_trained,
    SchemaOutOfDate: _out_of_date,
    ConfigurationError: _misconfigured,
    LudotecaError: _misconfigured,
}


def _unknown_name(request: AnyRequest, error: UnknownName) -> Response[Any]:
    """Name the parameter too: the one, or the member of the body, that held the unknown name."""
    holders = (
        name
        for name, value in request.state.get(GIVEN, ())
        if isinstance(value, str) and value.strip() == error.given
    )
    members: Members = {"given": error.given, "closest": list(error.closest)}
    if parameter := next(holders, None):
        members["parameter"] = parameter
    return Problem("unknown-name", str(error), **members).to_response(request)


def _unknown_address(request: AnyRequest, _: NotFoundException) -> Response[Any]:
    """Offer the nearest path, whatever the case of its letters."""
    paths: dict[str, list[str]] = {}  # /UserForGenre and /userforgenre are two
    for route in request.app.routes:
        if "{" not in route.path and route.path != "/":
            paths.setdefault(route.path.lower(), []).append(route.path)
    asked = request.scope["path"]
    found = get_close_matches(asked.lower(), paths, n=3)
    closest = [path for one in found for path in paths[one]][:3]
    hint = f"Did you mean {closest[0]}?" if closest else "The page /docs lists what there is."
    return Problem(
        "unknown-address", f"Nothing is served at {asked}. {hint}", closest=closest
    ).to_response(request)


def _method(request: AnyRequest, error: MethodNotAllowedException) -> Response[Any]:
    return Problem(
        "method-not-allowed",
        f"{request.method} is not allowed here; the header Allow lists what is.",
        headers=error.headers,
    ).to_response(request)


def _too_large(request: AnyRequest, _: RequestEntityTooLarge) -> Response[Any]:
    allowed = f"up to {request.route_handler.resolve_request_max_body_size()} bytes"
    return Problem(
        "too-large", f"The body is too large; it should be {allowed}.", allowed=allowed
    ).to_response(request)


def _other_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what Litestar itself refuses, such as a bad Host header."""
    if error.status_code >= 500:  # noqa: PLR2004 - where HTTP's server errors begin
        return _internal(request, error)
    return Problem("bad-request", f"{error.detail}.", headers=error.headers).to_response(request)


def _internal(request: AnyRequest, error: Exception) -> Response[Any]:
    _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return Problem(
        "internal-error", "Something went wrong on the server; it has been logged."
    ).to_response(request)
