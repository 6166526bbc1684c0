"""The OpenAPI document: what the handlers declare, with formats, headers and examples."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, cast, get_args

import msgspec
from litestar import Request, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import (
    Components,
    Example,
    License,
    OpenAPI,
    OpenAPIMediaType,
    Operation,
    Reference,
    RequestBody,
    SecurityScheme,
    Tag,
)
from litestar.serialization import encode_json
from msgspec import NODEFAULT, Meta, Struct

from api.docs import JsonPage, PlainPage, SwaggerPage, openapi_router
from api.examples import fill_document, read_examples
from api.middleware.etag import body_etag_header
from api.negotiation import Format
from api.schemas.feedback import GivenEvent, GivenRating
from api.schemas.prices import PriceClues
from api.schemas.recommendations import Library
from api.validation import JSON, NOT_BLANK, Field, NoParameters, parameter_fields, unwrap_annotation

MEDIA_TYPE: Final = "application/vnd.oai.openapi+json"
WRITE_KEY: Final = "write_key"
"""The name of the key for writing."""

Schema: TypeAlias = dict[str, Any]

# Real answers, the longer lists cut to two: those of recommendations and prices are of the
# generated sample, the others of the whole official set.
_EXAMPLES, _CLASSIC_EXAMPLES = (
    msgspec.json.decode(Path(__file__).with_name(name).read_bytes(), type=dict[str, dict[str, Any]])
    for name in ("examples.json", "classic_examples.json")
)
_TEXT_SCHEMA: Final = {"schema": {"type": "string"}}
_NOT_MODIFIED: Final = "304"
_HEADER_TEXTS: Final = {
    "X-Request-ID": "The request's own, where it has a sane one; else a new one.",
    "ETag": "Changes with the data; for If-None-Match.",
    "Cache-Control": "Whether, and how long, the answer may be used again.",
    "Link": 'The next page (`rel="next"`), and the first (`rel="first"`).',
    "X-Total-Count": "Rows of all pages, where `total=true` asks for them.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "How a key is sent.",
    "RateLimit-Policy": "Writes that are taken in a window of some seconds.",
    "RateLimit-Limit": "Writes that are taken in a window.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "Seconds until there are as many again.",
}
_COMMON_HEADERS: Final = ("X-Request-ID", "Cache-Control")
_LIMIT_HEADERS: Final = [name for name in _HEADER_TEXTS if name.startswith("RateLimit-")]
_HEADERS_OF_STATUSES: Final = {
    "401": ["WWW-Authenticate"],
    "429": ["Retry-After"],
    "503": ["Retry-After"],
}
_DAY_PATTERN: Final = r"^(19[7-9][0-9]|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_REFERENCE: Final = "#/components/schemas/{name}"
_JSON_TYPES: Final = {
    int: "integer",
    float: "number",
    bool: "boolean",
    str: "string",
    date: "string",
    list: "array",
}


def openapi_config(tags: list[Tag]) -> OpenAPIConfig:
    """Configure the document and its pages: /docs, /docs/plain, /docs/openapi.json.

    Args:
        tags: the groups of operations, in reading order.
    """
    return _Config(
        title="Ludoteca",
        version=version("ludoteca"),
        description="Games, libraries and reviews of the Steam community, and titles of streaming "
        "platforms, as answers.",
        license=License(name="MIT", identifier="MIT"),
        components=Components(
            security_schemes={
                WRITE_KEY: SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="`LUDOTECA_WRITE_KEY`; without one the server's own machine alone "
                    "may write, and needs none.",
                )
            }
        ),
        tags=tags,
        operation_id_creator=lambda handler, *_: handler.handler_name,
        openapi_router=openapi_router(),
        render_plugins=[SwaggerPage(), PlainPage(), JsonPage()],
    )


@get("/openapi.json", include_in_schema=False)
async def openapi_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Serve the OpenAPI document, with examples of what is loaded."""
    values = await read_examples(request.app.state.examples) or {}
    body = encode_json(fill_document(request.app.openapi_schema.to_schema(), values))
    return Response(body, media_type=MEDIA_TYPE, headers=body_etag_header(body))


class _Config(OpenAPIConfig):
    """Litestar's, but for the class of its document."""

    def to_openapi_schema(self) -> OpenAPI:
        plain = super().to_openapi_schema()
        return _Document(**{one.name: getattr(plain, one.name) for one in fields(plain)})


class _Document(OpenAPI):
    """Adds what is the same everywhere, and so declared nowhere."""

    def to_schema(self) -> Schema:
        schema = super().to_schema()
        schema["components"]["schemas"] |= openapi_body_schemas(
            Library, PriceClues, GivenRating, GivenEvent
        )
        for item in schema["paths"].values():
            for method, operation in item.items():
                _complete_operation(operation, method)
        return schema


def _complete_operation(operation: Schema, method: str) -> None:
    """Add a list's other formats, the headers, and 304 where there is an ETag."""
    responses = operation["responses"]
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    # But for health, every operation takes parameters; what is posted is answered anew each time.
    is_kept = "400" in responses and method == "get"
    if "format" in names:
        for one in (Format.CSV, Format.NDJSON):
            responses["200"]["content"][one.media_type] = dict(_TEXT_SCHEMA)
    if is_kept:
        responses[_NOT_MODIFIED] = {
            "description": "The client's copy, which If-None-Match names, is still right."
        }
    for status, response in responses.items():
        wanted = list(_COMMON_HEADERS)
        if is_kept and status in {"200", _NOT_MODIFIED}:
            wanted.append("ETag")
        if status == "200" and "format" in names:
            wanted.append("Link")
        if status == "200" and "total" in names:
            wanted.append("X-Total-Count")
        wanted += _HEADERS_OF_STATUSES.get(status, ())
        if "429" in responses:
            wanted += _LIMIT_HEADERS
        response["headers"] = {
            name: {"description": _HEADER_TEXTS[name], **_TEXT_SCHEMA} for name in wanted
        }


def openapi_operation_class(
    query: type[Struct] = NoParameters,
    *,
    path: type[Struct] | None = None,
    header: type[Struct] | None = None,
    posted: RequestBody | None = None,
    remarks: Mapping[str, str] = MappingProxyType({}),
) -> type[Operation]:
    """Make a handler's `operation_class`: what OpenAPI says that the operation takes.

    Args:
        query: what `read_query` reads.
        path: what `read_path` reads.
        header: what `read_headers` reads.
        posted: what `read_body` reads, as `openapi_body` describes it.
        remarks: what to say of parameters beside their own descriptions.
    """
    described = [
        *(
            _parameter_object(field, "path")
            for field in (parameter_fields(path) if path else {}).values()
        ),
        *(_parameter_object(field, "query") for field in parameter_fields(query).values()),
        *(
            _parameter_object(field, "header")
            for field in (parameter_fields(header) if header else {}).values()
        ),
    ]

    for one in described:
        if one["name"] in remarks:
            one["description"] += f" {remarks[one['name']]}"

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            # Litestar knows of none of this, for the handler reads it itself.
            self.parameters = cast("list[Any]", described) or None
            self.request_body = posted

    return Described


def openapi_body(shape: type[Struct], examples: Mapping[str, Example]) -> RequestBody:
    """Describe a JSON body for `openapi_operation_class`; `openapi_body_schemas` has its type."""
    reference = Reference(ref=_REFERENCE.format(name=shape.__name__))
    media = OpenAPIMediaType(schema=reference, examples=dict(examples))
    return RequestBody(required=True, content={JSON: media})


def openapi_body_schemas(*shapes: type[Struct]) -> dict[str, Any]:
    """Describe the bodies' types, for the components of the document: exactly what is accepted."""
    _, components = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    return components


def answer_example(name: str) -> Example:
    """Give a real answer, with the request that it answers as its summary."""
    found = _EXAMPLES[name]
    return Example(summary=found["request"], value=found["answer"])


def body_example(name: str, *, summary: str = "Playtimes, and wishes") -> Example:
    """Give the body that an example answers."""
    return Example(summary=summary, value=_EXAMPLES[name]["body"])


def classic_examples(name: str) -> list[Example]:
    """Give the examples of a question of the classic face, each with its summary."""
    if name in _CLASSIC_EXAMPLES:
        return [
            Example(summary=one or None, value=it) for one, it in _CLASSIC_EXAMPLES[name].items()
        ]
    return [answer_example(name)] if name in _EXAMPLES else []


def _parameter_object(field: Field, place: Literal["query", "path", "header"]) -> dict[str, Any]:
    """Describe a parameter as it is written in an address: there is no null, and no blank text."""
    meta = field.meta
    described: dict[str, Any] = {
        "name": field.name,
        "in": place,
        "schema": _field_schema(field),
        "description": meta.description,
        "required": field.default is NODEFAULT,
        "deprecated": False,
    }
    if place == "query":
        described |= {"allowEmptyValue": False, "allowReserved": False}
    if meta.examples:
        described["examples"] = {
            f"{field.attribute}-example-{number}": {"value": value}
            for number, value in enumerate(meta.examples, start=1)
        }
    return described


def _field_schema(field: Field) -> dict[str, Any]:
    meta = field.meta
    schema: dict[str, Any] = {"type": _JSON_TYPES[field.kind], "description": meta.description}
    if field.kind is list:
        [inner] = get_args(unwrap_annotation(field.annotation)[0])
        kind, limits = unwrap_annotation(inner)
        schema |= {"items": _bounded_type_schema(kind, limits), "maxItems": meta.max_length}
    elif field.choices:
        schema["enum"] = list(field.choices)
    else:
        schema |= _bounded_type_schema(field.kind, meta)
    if meta.examples:
        schema["examples"] = meta.examples
    if field.default is not NODEFAULT and field.default is not None:
        schema["default"] = field.default
    return schema | (meta.extra_json_schema or {})


def _bounded_type_schema(kind: Any, meta: Meta) -> dict[str, Any]:  # noqa: ANN401 - a type
    named = {
        "minimum": meta.ge,
        "maximum": meta.le,
        "minLength": meta.min_length,
        "maxLength": meta.max_length,
        "format": "date" if kind is date else None,
        "pattern": {date: _DAY_PATTERN, str: NOT_BLANK}.get(kind),
    }
    found = {name: value for name, value in named.items() if value is not None}
    return {"type": _JSON_TYPES[kind], **found}
