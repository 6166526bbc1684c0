"""Examples of requests: addresses and parameters, of names that the loaded data know.

The code writes each example with a name that stands for its kind; what is shown has the most
prominent name of that kind that is loaded (`api.example_document`). So whatever is loaded, an
example is answered.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, unquote

import msgspec
from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.types import Scope
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import EXAMPLE_KEY, AnyRequest, Problem, closest_paths
from db import schema
from db.errors import LudotecaError, NotLoaded, UnknownName
from db.queries.documents import read_data_version, read_document

KINDS: Final[Mapping[str, str]] = {
    "Action": "genre",
    "2014": "year",
    "Valve": "studio",
    "js41637": "user",
    "FPS": "tag",
    "Multi-player": "spec",
    "440": "game",
    "440,730": "games",
    "civ 5": "search",
    "countr strike": "search",
    "as1": "title",
    "2018": "title_year",
    "netflix": "platform",
    "Argentina": "country",
    "Drama": "title_genre",
    "G": "audience_rating",
    "55555": "person",
    "45811": "viewer",
}
"""What each name in the code's examples stands for."""
NEEDS: Final = "needs"
"""Key of a handler's `opt` for what must be loaded beside the names in its example."""
_ALWAYS: Final = "/health"
"""What is answered even where nothing is loaded."""
_WAIT_SECONDS: Final = 0.5
"""The longest that an error waits for an example."""
_ANSWERED_WITH_EXAMPLE: Final = frozenset({400, 404})

Values: TypeAlias = Mapping[str, str | int | None]
"""Of each kind the name that is shown; None where nothing of the kind is loaded."""


@dataclass(slots=True)
class Examples:
    """The names of the publication that was asked about last."""

    engine: AsyncEngine
    _publication: str = ""
    _values: Values | None = None

    async def values(self) -> Values:
        """Give the names that are loaded now; none at all where nothing is.

        Raises:
            LudotecaError: the database does not answer.
        """
        try:
            publication = (await read_data_version(self.engine)).publication
            if self._values is None or publication != self._publication:
                answer = await read_document(self.engine, schema.example_document, {})
                self._values = msgspec.json.decode(answer.body)
                self._publication = publication
        except NotLoaded:
            return {}
        return self._values


async def read_examples(examples: Examples, *, wait: float | None = None) -> Values | None:
    """Read the names that are loaded; None where the database gives no answer, or not in time."""
    asking = asyncio.create_task(examples.values())
    await asyncio.wait({asking}, timeout=wait)
    if not asking.done():
        return None
    try:
        return asking.result()
    except LudotecaError:
        return None


def fill_address(address: str, values: Values, needs: str | None = None) -> str | None:
    """Write an example's address with names that are loaded; None where one is missing.

    Args:
        address: with names that stand for their kinds.
        values: the names.
        needs: a further kind that must be there.
    """
    if not values and not address.startswith(_ALWAYS):
        return None
    path, _, query = address.partition("?")
    parts = [_fill(unquote(part), values) for part in path.split("/")]
    pairs = [(name, _fill(value, values)) for name, value in parse_qsl(query)]
    if (
        None in parts
        or any(value is None for _, value in pairs)
        or (needs is not None and values.get(needs) is None)
    ):
        return None
    text = "/".join(quote(str(part), safe="") for part in parts)
    asked = "&".join(f"{name}={quote(str(value), safe=',')}" for name, value in pairs)
    return f"{text}?{asked}" if asked else text


def fill_document(document: dict[str, Any], values: Values) -> dict[str, Any]:
    """Replace examples of parameters in an OpenAPI document by names that are loaded."""
    paths = {
        path: {method: _fill_operation(operation, values) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    return {**document, "paths": paths}


def find_handlers(request: AnyRequest) -> Iterator[Any]:
    """List the handlers that have an example, those of OpenAPI alone."""
    for route in request.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "example" in handler.opt and handler.include_in_schema:
                yield handler


def filled_example(handler: Any, values: Values | None) -> str | None:  # noqa: ANN401 - handlers of any method
    """Write the address of a handler's example, as the code has it where nothing can be known.

    None where it would not be answered.
    """
    address: str = handler.opt["example"]
    return address if values is None else fill_address(address, values, handler.opt.get(NEEDS))


async def add_example_to_error(error: Exception, scope: Scope) -> None:
    """Find, for an answer of 400 or 404, an address that is answered: of the question, or another.

    It is a hook of Litestar's, called before the error becomes an answer.
    """
    is_meant = isinstance(error, UnknownName | NotFoundException) or (
        isinstance(error, Problem) and error.status_code in _ANSWERED_WITH_EXAMPLE
    )
    if not is_meant:
        return
    request: AnyRequest = Request(scope)
    values = await read_examples(request.app.state.examples, wait=_WAIT_SECONDS)
    if values is None:
        return
    scope["state"][EXAMPLE_KEY] = _example_for(request, values) if values else None


def _example_for(request: AnyRequest, values: Values) -> str | None:
    """Take the example of the question, or of the nearest address, or the first that there is."""
    asked = request.scope.get("route_handler")
    handlers = list(find_handlers(request))
    if "example" in getattr(asked, "opt", {}):
        nearest = [asked]
    else:
        closest = closest_paths(request)[:1]
        nearest = [one for one in handlers if not one.paths.isdisjoint(closest)]
    answered = (one for one in handlers if "GET" in one.http_methods)
    found = (filled_example(one, values) for one in (*nearest, *answered))
    return next((one for one in found if one is not None), None)


def _fill(text: str, values: Values) -> str | int | None:
    """Replace a name that stands for its kind."""
    return values.get(KINDS[text]) if text in KINDS else text


def _fill_operation(operation: dict[str, Any], values: Values) -> dict[str, Any]:
    if "parameters" not in operation:
        return operation
    return {
        **operation,
        "parameters": [_fill_parameter(it, values) for it in operation["parameters"]],
    }


def _fill_parameter(parameter: dict[str, Any], values: Values) -> dict[str, Any]:
    if "examples" not in parameter:
        return parameter
    described = parameter["schema"]
    examples = {
        name: {**one, "value": _fill_value(one["value"], values)}
        for name, one in parameter["examples"].items()
    }
    filled = {**described, "examples": [one["value"] for one in examples.values()]}
    return {**parameter, "schema": filled, "examples": examples}


def _fill_value(value: Any, values: Values) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_fill_value(one, values) for one in value]
    kind = KINDS.get(str(value))
    found = None if kind is None else values.get(kind)
    return value if found is None else type(value)(found)
