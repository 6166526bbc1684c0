"""Every exception in, one problem document out; nothing internal reaches a client."""

import logging
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.plugins.problem_details import ProblemDetailsConfig, ProblemDetailsPlugin
from litestar.types import ExceptionHandlersMap

from api.bodies import members_of
from api.problems import RETRY_AFTER, Members, Problem
from api.query import declared, invalid
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

_log: Final = logging.getLogger("ludoteca.api")


def problem_details() -> ProblemDetailsPlugin:
    """Answer the errors of `db` that are about the server, not about the request."""
    return ProblemDetailsPlugin(ProblemDetailsConfig(exception_to_problem_detail_map=_DATABASE))


def exception_handlers() -> ExceptionHandlersMap:
    """Answer the errors that are about the request, and whatever is left."""
    return {
        UnknownName: _unknown_name,
        ValidationException: _invalid,
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
    given = [*request.query_params.multi_items(), *members_of(request).items()]
    holders = (
        name for name, value in given if isinstance(value, str) and value.strip() == error.given
    )
    members: Members = {"given": error.given, "closest": list(error.closest)}
    if parameter := next(holders, None):
        members["parameter"] = parameter
    return Problem("unknown-name", str(error), **members).to_response(request)


def _invalid(request: AnyRequest, error: ValidationException) -> Response[Any]:
    """Say what was given and what is allowed, from the handler's own declaration."""
    failed = {item.get("key") for item in error.extra or () if isinstance(item, dict)}
    for parameter, field in declared(request.route_handler).items():
        if field.name in failed and parameter in request.query_params:
            given = request.query_params[parameter]
            return invalid(parameter, given, field).to_response(request)
    return Problem("bad-request", f"{error.detail}.").to_response(request)


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
