"""A request's query in; a problem out where a parameter is unknown, repeated or unreadable."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.di import Provide
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.spec import Operation
from litestar.params import QueryParameter
from litestar.typing import FieldDefinition

from api import days
from api.errors import GIVEN
from api.negotiation import accept_json, query_pairs
from api.path import check_path
from api.problems import Problem, shortened
from api.words import allowed, choices_of, is_a

Kind: TypeAlias = tuple[type | None, tuple[str, ...]]

NUMBER: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")


async def check_query(request: Request[Any, Any, Any]) -> None:
    """Refuse what Litestar would pass over in silence; runs before every documented handler.

    Raises:
        Problem: a parameter is unknown, repeated, blank, missing or not UTF-8 text.
    """
    handler: HTTPRouteHandler = request.route_handler
    if not handler.resolve_include_in_schema() or handler.operation_class is not Operation:
        return
    check_path(request)
    known, kinds, required = _expected(handler)
    accept_json(request.scope)
    pairs = query_pairs(request.scope)
    request.state[GIVEN] = pairs
    given = Counter(name for name, _ in pairs)
    for name, value in pairs:
        if name not in known:
            check_name(name, known)
        if given[name] > 1:
            raise Problem(
                "repeated-parameter", f"{name} is given {given[name]} times.", parameter=name
            )
        _check_value(name, value, known[name], kinds[name])
    for name in required:
        if name not in given:
            raise Problem(
                "missing-parameter",
                f"{name} is missing: it should be {allowed(known[name])}.",
                parameter=name,
                allowed=allowed(known[name]),
            )
    request.scope["query_string"] = urlencode(pairs).encode()


@lru_cache(maxsize=256)
def declared(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """List the query parameters of a handler and of what it depends on, by their HTTP names."""
    found: dict[str, FieldDefinition] = {}
    _collect(handler.parsed_fn_signature.parameters, handler.resolve_dependencies(), found)
    return found


def invalid(name: str, given: str, field: FieldDefinition, *, fault: str = "") -> Problem:
    """Make the problem of a value that a parameter may not hold."""
    return Problem(
        "invalid-parameter",
        f"{name} {fault or f'is {shortened(given)!r}'}; it should be {allowed(field)}.",
        parameter=name,
        given=shortened(given),
        allowed=allowed(field),
    )


def _is_repeatable(field: FieldDefinition) -> bool:
    return any(inner.is_non_string_sequence for inner in (field, *field.inner_types))


def _collect(
    fields: Mapping[str, FieldDefinition],
    providers: Mapping[str, Provide],
    found: dict[str, FieldDefinition],
) -> None:
    for name, field in fields.items():
        if name in providers:
            _collect(providers[name].parsed_fn_signature.parameters, providers, found)
        elif isinstance(field.kwarg_definition, QueryParameter):
            found[field.kwarg_definition.name or name] = field


def check_name(name: str, known: Collection[str], *, what: str = "parameter") -> None:
    """Refuse an unknown name.

    Raises:
        Problem: 400, it is not one of those known; it offers the closest.
    """
    if name in known:
        return
    by_folded = {one.casefold(): one for one in known}
    closest = [by_folded[found] for found in get_close_matches(name.casefold(), by_folded, n=3)]
    hint = f"Did you mean {closest[0]}?" if closest else f"Known: {', '.join(known) or 'none'}."
    raise Problem(
        "unknown-parameter",
        f"No {what} is called {shortened(name)!r} here. {hint}",
        parameter=shortened(name),
        closest=closest or list(known),
    )


def _check_value(name: str, value: str, field: FieldDefinition, kind: Kind) -> None:
    if not value.strip():
        fault = "is empty"
    elif "\0" in value:
        fault = "holds a NUL character"
    elif _is_readable(value, *kind):
        return
    else:
        fault = f"is {shortened(value)!r}"
    raise invalid(name, value, field, fault=fault)


def _is_readable(value: str, type_: type | None, choices: tuple[str, ...]) -> bool:
    """Be stricter than Litestar alone, which reads 2014.0, 1 for true, infinity and null too."""
    if choices:
        return value in choices
    if type_ is int:
        return value.isascii() and value.removeprefix("-").isdigit()
    if type_ is date:
        return days.is_day(value)
    if type_ is bool:
        return value.lower() in {"true", "false"}
    return type_ is not float or NUMBER.fullmatch(value) is not None


@lru_cache(maxsize=256)
def _expected(
    handler: BaseRouteHandler,
) -> tuple[dict[str, FieldDefinition], dict[str, Kind], tuple[str, ...]]:
    """Find the parameters, what their values are, which values are allowed, and who must come."""
    known = declared(handler)
    types = {
        name: next((one for one in (int, date, bool, float) if is_a(one, field)), None)
        for name, field in known.items()
    }
    kinds: dict[str, Kind] = {
        name: (types[name], choices_of(field)) for name, field in known.items()
    }
    return known, kinds, tuple(name for name, field in known.items() if field.is_required)


def invalid_parameter(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """Say what was given and what is allowed, from the handler's own declaration."""
    failed = {item.get("key") for item in error.extra or () if isinstance(item, dict)}
    for parameter, field in declared(request.route_handler).items():
        if field.name in failed and parameter in request.query_params:
            given = request.query_params[parameter]
            return invalid(parameter, given, field).to_response(request)
    return Problem("bad-request", f"{error.detail}.").to_response(request)
