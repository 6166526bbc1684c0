"""A request's query string in; a problem out where a parameter is unknown, repeated or unreadable."""

import string
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, get_args
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import ParameterKwarg, QueryParameter
from litestar.types import Dependencies
from litestar.typing import FieldDefinition

from api.problems import Problem

_ASCII: Final = "".join(sorted(set(string.printable) - set(string.whitespace)))


async def check_query(request: Request[Any, Any, Any]) -> None:
    """Refuse what Litestar would pass over in silence; runs before every documented handler.

    Raises:
        Problem: a parameter is unknown, repeated, blank, missing or not UTF-8 text.
    """
    handler = request.route_handler
    if not (isinstance(handler, HTTPRouteHandler) and handler.resolve_include_in_schema()):
        return
    _check_accept(request, handler)
    known = declared(handler)
    pairs = _pairs(request.scope["query_string"])
    given = [name for name, _ in pairs]
    for name, value in pairs:
        _check_name(name, known)
        if given.count(name) > 1:
            raise Problem(
                "repeated-parameter", f"{name} is given {given.count(name)} times.", parameter=name
            )
        _check_value(name, value, known[name])
    for name, field in known.items():
        if field.is_required and name not in given:
            raise Problem(
                "missing-parameter",
                f"{name} is missing: it should be {allowed(field)}.",
                parameter=name,
                allowed=allowed(field),
            )
    request.scope["query_string"] = urlencode(pairs).encode()


@lru_cache(maxsize=256)
def declared(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """List the query parameters of a handler and of what it depends on, by their HTTP names."""
    found: dict[str, FieldDefinition] = {}
    _collect(handler.parsed_fn_signature.parameters, handler.resolve_dependencies(), found)
    return found


def allowed(field: FieldDefinition) -> str:
    """Say in words what a parameter may hold, from its declaration."""
    limits = field.kwarg_definition
    types = [inner for inner in field.inner_types if not inner.is_none_type] or [field]
    if types[0].is_literal or field.is_literal:
        return " or ".join(repr(value) for value in get_args(types[0].annotation))
    if isinstance(limits, ParameterKwarg) and limits.ge is not None:
        return f"a whole number from {limits.ge} to {limits.le}"
    if isinstance(limits, ParameterKwarg) and limits.max_length is not None:
        return f"text of 1 to {limits.max_length} characters"
    return f"of type {types[0].annotation.__name__}"


def _collect(
    fields: dict[str, FieldDefinition], providers: Any, found: dict[str, FieldDefinition]  # noqa: ANN401
) -> None:
    for name, field in fields.items():
        if name in providers:
            _collect(providers[name].parsed_fn_signature.parameters, providers, found)
        elif isinstance(field.kwarg_definition, QueryParameter):
            found[field.kwarg_definition.name or name] = field
